"""The shared narrative, what a good local economy is, in principles and in dated editions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.models.pages import PageManager

from cities.plans.triggers import append_only
from handbooks.fields import LinesField
from handbooks.models import EntryPage, PrecedentPage
from handbooks.querysets import ReadablePageQuerySet
from handbooks.reading.registry import ReadPage
from portal.newsroom.blocks import EvidenceBlock
from portal.newsroom.querysets import NarrativeEditionQuerySet


class NarrativePage(ReadPage):
    """`/news/narrative/`: what a good economy looks like, as a whole."""

    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), features=["bold", "italic", "link", "ul", "ol"], blank=True)
    how_to_use = RichTextField(_("how to quote it"), features=["bold", "italic", "link", "ul", "ol"], blank=True)

    max_count = 1
    parent_page_types = ["newsroom.NewsPage"]
    subpage_types = ["newsroom.PrinciplePage"]
    template = "newsroom/narrative.html"

    class Meta:
        verbose_name = _("narrative")

    @property
    def ink(self) -> str:
        return "both"


class PrinciplePage(ReadPage):
    """One principle: what it says, what shows that it works, and how to begin."""

    statement = models.TextField(_("the principle in a sentence"), max_length=300)
    text = RichTextField(_("what it means"), features=["bold", "italic", "link", "ul", "ol", "h2", "h3"])
    evidence = StreamField([("evidence", EvidenceBlock())], blank=True, verbose_name=_("evidence"))
    check_before_use = models.TextField(
        _("notice"), blank=True, help_text=_("A fact that is not settled. Readers see it as a calm notice.")
    )
    entries = ParentalManyToManyField(EntryPage, verbose_name=_("entries"), related_name="principles", blank=True)
    precedents = ParentalManyToManyField(
        PrecedentPage, verbose_name=_("precedents"), related_name="principles", blank=True
    )
    council_steps = LinesField(_("first steps for a council"), blank=True, help_text=_("One to a line."))
    community_steps = LinesField(_("first steps for a community group"), blank=True, help_text=_("One to a line."))

    objects = PageManager.from_queryset(ReadablePageQuerySet)()

    parent_page_types = ["newsroom.NarrativePage"]
    subpage_types: list[str] = []
    template = "newsroom/principle.html"

    class Meta:
        verbose_name = _("principle")
        verbose_name_plural = _("principles")

    @property
    def ink(self) -> str:
        return "both"


class NarrativeEdition(models.Model):
    """The narrative as it stood on a day, frozen, so that partners can quote a dated text.

    `payload` is written by `portal.newsroom.services.narrative`; `checksum` is the SHA-256 of its canonical JSON.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    note = models.TextField(_("what is new in it"), max_length=1000, blank=True)
    payload = models.JSONField()
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the starter content."),
    )

    objects = NarrativeEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the narrative")
        verbose_name_plural = _("editions of the narrative")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="narrative_edition_from_one"),
            models.CheckConstraint(condition=Q(checksum__regex=r"^[0-9a-f]{64}$"), name="narrative_checksum_whole"),
        ]
        triggers = [append_only("narrative_edition_append_only", "An edition of the narrative")]

    def __str__(self) -> str:
        return _("Narrative, edition %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("narrative_edition", args=[self.number])

"""The entry: one numbered page of a handbook, in structured fields."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.models.pages import PageManager
from wagtail.search import index

from handbooks.blocks import LinkBlock, SectionsBlock
from handbooks.choices import Confidence, EntryKind, EntryStatus
from handbooks.models.base import ReviewedPage
from handbooks.querysets import EntryQuerySet
from handbooks.reading.addresses import entry_number
from portal.words.audiences import Audience
from portal.words.bodies import BodyKind
from portal.words.fields import ChoiceArrayField
from portal.words.nations import Nation

TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol"]


class EntryPage(ReviewedPage):
    """A power, duty, right, process, legal form or source of finance.

    `nations` is where the entry applies, which is not the legal extent of the statutes behind it.
    The number (LG 3.2) is given at first publication and stays.
    """

    audience = models.CharField(max_length=20, choices=Audience.choices, editable=False)
    theme_number = models.PositiveSmallIntegerField(null=True, editable=False)
    item_number = models.PositiveSmallIntegerField(null=True, editable=False)

    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices, default=EntryKind.POWER)
    status = models.CharField(_("status"), max_length=20, choices=EntryStatus.choices, default=EntryStatus.IN_FORCE)
    summary = models.CharField(_("summary"), max_length=200, help_text=_("One sentence: what it lets whom do."))
    nations = ChoiceArrayField(Nation, verbose_name=_("applies in"))
    usable_by = ChoiceArrayField(BodyKind, verbose_name=_("kinds of body that may use it"), blank=True)
    who_can_use = models.TextField(
        _("who can use it"), blank=True, help_text=_("The same in words, as readers see it.")
    )
    in_force_since = models.CharField(
        _("in force since"), max_length=400, blank=True, help_text=_("In words, with later steps.")
    )
    no_provision_because = models.TextField(
        _("why there is no provision"), blank=True, help_text=_("Needed when no legal basis is given below.")
    )
    what_it_lets_you_do = RichTextField(_("what it lets you do"), features=TEXT_FEATURES)
    signed_off_by = models.TextField(_("who usually signs it off"), blank=True, help_text=_("Only where sure."))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices, blank=True)
    body = StreamField(SectionsBlock(), blank=True, verbose_name=_("more sections"))
    further_reading = StreamField([("link", LinkBlock())], blank=True, verbose_name=_("further reading"))
    related = ParentalManyToManyField(
        "self", symmetrical=False, blank=True, related_name="related_from", verbose_name=_("related entries")
    )
    counterpart_note = models.TextField(
        _("who stands on the other side"), blank=True, help_text=_("For editors. Never shown to readers.")
    )
    no_counterpart_because = models.TextField(
        _("why it has no counterpart"),
        blank=True,
        help_text=_("For editors. Takes it off the list of entries without one."),
    )

    objects = PageManager.from_queryset(EntryQuerySet)()

    exclude_fields_in_copy = ["audience", "theme_number", "item_number", "counterparts_set", "change_note"]
    parent_page_types = ["handbooks.ThemePage"]
    subpage_types: list[str] = []
    template = "handbooks/entry.html"
    search_fields = [
        *ReviewedPage.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("what_it_lets_you_do"),
        index.FilterField("audience"),
        index.FilterField("kind"),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            GinIndex(fields=["nations"], name="entry_nations"),
            GinIndex(fields=["usable_by"], name="entry_usable_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="entry_audience_known"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(condition=Q(status__in=EntryStatus.values), name="entry_status_known"),
            models.CheckConstraint(
                condition=Q(theme_number__isnull=True, item_number__isnull=True)
                | Q(theme_number__isnull=False, item_number__isnull=False),
                name="entry_number_whole",
            ),
            models.UniqueConstraint(fields=["audience", "theme_number", "item_number"], name="entry_number_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.audience:
            self.audience = self.get_parent().get_parent().specific.audience
        super().save(*args, **kwargs)

    @property
    def ink(self) -> str:
        return Audience(self.audience).ink

    @property
    def number(self) -> str:
        """The citable number, such as LG 3.2; empty until first published."""
        return entry_number(self.audience, self.theme_number, self.item_number)

    def applies_in(self, nation: str) -> bool:
        return nation in self.nations


class EntryStep(Orderable):
    """One of the ordered steps of an entry."""

    entry = ParentalKey(EntryPage, on_delete=models.CASCADE, related_name="steps")
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=1200)

    class Meta(Orderable.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.heading or self.text[:80]


class EntryLimit(Orderable):
    """A limit or risk: one of the things to know before you rely on an entry."""

    entry = ParentalKey(EntryPage, on_delete=models.CASCADE, related_name="limits")
    text = models.TextField(_("text"), max_length=1200)

    class Meta(Orderable.Meta):
        verbose_name = _("limit or risk")
        verbose_name_plural = _("limits and risks")

    def __str__(self) -> str:
        return self.text[:80]

"""Precedents: real examples that used entries of either handbook, and belong to both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models.pages import PageManager
from wagtail.search import index

from cities.places.models import City
from handbooks.blocks import LinkBlock, SectionsBlock
from handbooks.fields import LinesField, lines
from handbooks.models.base import ReviewedPage
from handbooks.querysets import PrecedentQuerySet
from handbooks.reading.addresses import precedent_number
from handbooks.reading.registry import ReadPage
from portal.words.fields import ChoiceArrayField
from portal.words.nations import Nation
from portal.words.themes import Theme


class PrecedentIndexPage(ReadPage):
    """All precedents, by city, nation and theme."""

    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    max_count = 1
    parent_page_types = ["handbooks.HandbooksPage"]
    subpage_types = ["handbooks.PrecedentPage"]
    template = "handbooks/precedents.html"

    class Meta:
        verbose_name = _("precedents")

    @property
    def ink(self) -> str:
        return "both"


class PrecedentPage(ReviewedPage):
    """What one place did, with which powers and rights, how it went and what others can learn."""

    item_number = models.PositiveSmallIntegerField(null=True, unique=True, editable=False)

    summary = models.TextField(_("summary"), max_length=700)
    place = models.CharField(_("place"), max_length=120)
    city = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="precedents", verbose_name=_("city")
    )
    nation = models.CharField(_("nation"), max_length=20, choices=Nation.choices)
    themes = ChoiceArrayField(Theme, verbose_name=_("themes"))
    years = models.CharField(_("years"), max_length=80, blank=True)
    is_cautionary = models.BooleanField(
        _("cautionary"), default=False, help_text=_("It failed, or cost more than it gave.")
    )
    is_held = models.BooleanField(
        _("held back"), default=False, help_text=_("Stays a draft, out of every list, until its facts are checked.")
    )
    lead_organisations = LinesField(_("who led"), blank=True, help_text=_("One to a line."))
    what_was_done = LinesField(_("what was done"), help_text=_("One step to a line."))
    outcome = models.TextField(_("outcome"), blank=True)
    went_wrong = LinesField(_("what went wrong"), blank=True, help_text=_("One to a line."))
    lessons = LinesField(_("lessons"), blank=True, help_text=_("One to a line."))
    body = StreamField(SectionsBlock(), blank=True, verbose_name=_("more sections"))
    sources = StreamField([("link", LinkBlock())], blank=True, verbose_name=_("sources"))

    objects = PageManager.from_queryset(PrecedentQuerySet)()

    exclude_fields_in_copy = ["item_number", "change_note"]
    parent_page_types = ["handbooks.PrecedentIndexPage"]
    subpage_types: list[str] = []
    template = "handbooks/precedent.html"
    search_fields = [
        *ReviewedPage.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("outcome"),
        index.FilterField("nation"),
    ]

    class Meta:
        verbose_name = _("precedent")
        verbose_name_plural = _("precedents")
        constraints = [models.CheckConstraint(condition=Q(nation__in=Nation.values), name="precedent_nation_known")]

    @property
    def ink(self) -> str:
        return "both"

    @property
    def number(self) -> str:
        """The citable number, such as P 14; empty until first published."""
        return precedent_number(self.item_number)

    @property
    def leaders(self) -> list[str]:
        return lines(self.lead_organisations)

    @property
    def steps_taken(self) -> list[str]:
        return lines(self.what_was_done)

    @property
    def failings(self) -> list[str]:
        return lines(self.went_wrong)

    @property
    def lessons_learned(self) -> list[str]:
        return lines(self.lessons)

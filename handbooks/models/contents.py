"""The pages that hold the others: the handbooks, their themes, and the A to Z."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models.pages import PageManager

from handbooks.querysets import ReadablePageQuerySet
from handbooks.reading.registry import ReadPage
from portal.words.audiences import Audience
from portal.words.themes import Theme

INTRO_FEATURES = ["bold", "italic", "link", "ul", "ol"]


class HandbooksPage(ReadPage):
    """The way into both handbooks, and the parent of what they share."""

    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), features=INTRO_FEATURES, blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    template = "handbooks/handbooks.html"

    class Meta:
        verbose_name = _("handbooks")

    @property
    def ink(self) -> str:
        return "both"


class HandbookPage(ReadPage):
    """One of the two handbooks."""

    audience = models.CharField(_("audience"), max_length=20, choices=Audience.choices, unique=True)
    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), features=INTRO_FEATURES, blank=True)
    notice = models.CharField(
        _("notice"), max_length=250, blank=True, help_text=_("Printed at the foot of every entry.")
    )

    objects = PageManager.from_queryset(ReadablePageQuerySet)()

    max_count = 2
    parent_page_types = ["handbooks.HandbooksPage"]
    subpage_types = ["handbooks.ThemePage"]
    template = "handbooks/handbook.html"

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="handbook_audience_known")
        ]

    @property
    def ink(self) -> str:
        return Audience(self.audience).ink


class ThemePage(ReadPage):
    """A theme of one handbook. Its number is given when it is made and stays."""

    theme = models.CharField(_("theme"), max_length=40, choices=Theme.choices)
    number = models.PositiveSmallIntegerField(editable=False)
    audience = models.CharField(max_length=20, choices=Audience.choices, editable=False)
    standfirst = models.CharField(
        _("standfirst"), max_length=200, blank=True, help_text=_("A few verbs: Build, buy, license, let.")
    )
    intro = RichTextField(_("introduction"), features=INTRO_FEATURES, blank=True)

    objects = PageManager.from_queryset(ReadablePageQuerySet)()

    exclude_fields_in_copy = ["audience", "number"]
    parent_page_types = ["handbooks.HandbookPage"]
    subpage_types = ["handbooks.EntryPage"]
    template = "handbooks/theme.html"

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(fields=["audience", "number"], name="theme_number_once"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="theme_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="theme_audience_known"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.audience:
            self.audience = self.get_parent().specific.audience
        if self.number is None:
            highest = ThemePage.objects.filter(audience=self.audience).aggregate(highest=Max("number"))["highest"]
            self.number = (highest or 0) + 1
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> ThemePage:
        """Keep the number and the handbook, which belong to the page and not to a revision."""
        page = super().with_content_json(content)
        page.number, page.audience = self.number, self.audience
        return page

    @property
    def ink(self) -> str:
        return Audience(self.audience).ink

    @property
    def label(self) -> str:
        """The theme's own number, such as LG 3."""
        return f"{Audience(self.audience).prefix} {self.number}"


class AlphabetPage(ReadPage):
    """Every entry, precedent and term, from A to Z."""

    max_count = 1
    parent_page_types = ["handbooks.HandbooksPage"]
    subpage_types: list[str] = []
    template = "handbooks/alphabet.html"

    class Meta:
        verbose_name = _("A to Z")

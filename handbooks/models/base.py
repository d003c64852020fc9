"""What entries and precedents have in common: a number, a review, a change note."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from handbooks.choices import Certainty
from handbooks.reading.registry import ReadPage

EARLIEST = date(2000, 1, 1)
PRESERVED = ("audience", "theme_number", "item_number")


class ReviewRole(models.TextChoices):
    """Who reviewed a page: a role, never a name."""

    EDITOR = "editor", _("a handbook editor")
    LEGAL = "legal", _("a legal reviewer")
    PRACTITIONER = "practitioner", _("a practitioner")


class ReviewedPage(ReadPage):
    """A page of checked facts. Abstract: entries and precedents build on it."""

    certainty = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Certainty.choices,
        default=Certainty.MEDIUM,
        help_text=_("How well checked the facts are. For editors; readers see the notice."),
    )
    check_before_use = models.TextField(
        _("notice"),
        blank=True,
        help_text=_("A fact that is not settled. Readers see it as a calm notice above the steps."),
    )
    editor_notes = models.TextField(
        _("editor notes"), blank=True, help_text=_("Sources and gaps. Never shown to readers.")
    )
    last_reviewed = models.DateField(_("last reviewed"), null=True, blank=True)
    reviewed_by = models.CharField(
        _("reviewed by"), max_length=20, choices=ReviewRole.choices, default=ReviewRole.EDITOR
    )
    review_due = models.DateField(_("review due"), null=True, blank=True)
    change_note = models.TextField(
        _("what changed"),
        blank=True,
        max_length=500,
        help_text=_("Readers see this under “What changed” and in the feed. Needed unless the change is minor."),
    )
    change_is_minor = models.BooleanField(
        _("this change is minor"), default=False, help_text=_("Spelling or layout: no note for readers.")
    )

    class Meta:
        abstract = True

    def get_admin_display_title(self) -> str:
        """Say the number before the title wherever editors choose or list pages."""
        return f"{getattr(self, 'number', '')} {super().get_admin_display_title()}".strip()

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.last_reviewed and not EARLIEST <= self.last_reviewed <= localdate():
            errors["last_reviewed"] = _("Give the day of the last review: not before 2000, and not in the future.")
        if self.review_due and self.review_due < (self.last_reviewed or EARLIEST):
            errors["review_due"] = _("The next review comes after the last one.")
        if errors:
            raise ValidationError(errors)

    def is_review_overdue(self, on: date | None = None) -> bool:
        """Whether the page is past the date on which it should have been reviewed."""
        return self.review_due is not None and self.review_due < (on or localdate())

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Keep what belongs to the page and not to a revision: its number and its handbook."""
        page = super().with_content_json(content)
        for name in PRESERVED:
            if hasattr(self, name):
                setattr(page, name, getattr(self, name))
        return page

"""Editing forms of the newsroom's pages. What must never be wrong is refused in drafts too; what readers need is asked
for when publishing, submitting or scheduling.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from handbooks.editor.formsets import RowsFormSet
from handbooks.forms import PortalPageForm
from handbooks.models import EntryPage, PrecedentPage
from portal.newsroom.completeness import EXPIRES_FIRST, NEEDS_AUTHOR, Gap, body_gaps, origin_gaps, picture_gaps


class BylinesFormSet(RowsFormSet):
    """The authors of an article, each once."""

    needed = NEEDS_AUTHOR

    def validate_unique(self) -> None:
        """Say beside the row which author is there twice."""
        seen: set[int] = set()
        for form in self.kept:
            author = getattr(form, "cleaned_data", {}).get("author")
            if author is None:
                continue
            if author.pk in seen:
                form.add_error("author", _("This author is named already."))
            seen.add(author.pk)


class CorrectionsFormSet(RowsFormSet):
    """What was put right: not before there was anything to read, and not tomorrow."""

    def clean(self, *args: Any, **kwargs: Any) -> None:
        super().clean(*args, **kwargs)
        first = self.first_read
        for form in self.kept:
            day = getattr(form, "cleaned_data", {}).get("corrected_on")
            if day is None:
                continue
            if day > localdate():
                form.add_error("corrected_on", _("This day has not come yet."))
            elif first is None:
                form.add_error("corrected_on", _("Nobody has read this article yet: change it, without a correction."))
            elif day < first:
                said = {"day": date_format(first, "j F Y")}
                form.add_error(
                    "corrected_on", _("The article was first read on %(day)s. Give that day or a later one.") % said
                )

    @property
    def first_read(self) -> date | None:
        """The day on which the article could first be read, here or elsewhere."""
        published = self.instance.first_published_at
        elsewhere = self.page_form.cleaned_data.get("first_ran_on") if self.page_form else None
        days = [day for day in (elsewhere, localdate(published) if published else None) if day]
        return min(days, default=None)


class PickedPages(forms.ModelMultipleChoiceField):
    """Pages of the handbooks, each with its number, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, page: Any) -> str:
        return f"{page.number} {page.title}".strip()


PICKED = {"entries": EntryPage, "precedents": PrecedentPage}


class PicksPageForm(PortalPageForm):
    """The form of an article or a principle: entries and precedents are ticked in a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in PICKED.items():
            if name in self.fields:
                old = self.fields[name]
                pages = model.objects.order_by("path").defer_streamfields()
                attrs = {"class": "rc-picks"}
                widget = forms.CheckboxSelectMultiple(attrs=attrs)
                self.fields[name] = PickedPages(
                    pages, required=False, label=old.label, help_text=old.help_text, widget=widget
                )


class ArticlePageForm(PicksPageForm):
    """The form of an article."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_expiry_first(cleaned)
        if not self.is_deferred_validation:
            wrong = set(self.errors)
            for name, words in self.gaps(cleaned):
                if name not in wrong:
                    self.add_error(name, forms.ValidationError(words, code="needed"))
        return cleaned

    def gaps(self, cleaned: dict[str, Any]) -> Iterator[Gap]:
        """Yield what readers need and the form lacks, beside the field that it belongs to."""
        alt, is_decorative = cleaned.get("lead_image_alt") or "", bool(cleaned.get("lead_image_is_decorative"))
        yield from picture_gaps(cleaned.get("lead_image"), alt, is_decorative)
        if "body" in cleaned:
            yield from body_gaps(cleaned["body"])
        yield from origin_gaps(cleaned.get("first_ran_at") or "", cleaned.get("first_ran_in") or "")

    def refuse_expiry_first(self, cleaned: dict[str, Any]) -> None:
        """Refuse an article that would be gone in the minute in which it comes."""
        begins, ends = cleaned.get("go_live_at"), cleaned.get("expire_at")
        if begins and ends and ends == begins:
            self.add_error("expire_at", EXPIRES_FIRST)

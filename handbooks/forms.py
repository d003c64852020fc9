"""Editing forms of the pages. What must never be wrong is refused in drafts too; what must be complete
is asked for when publishing, submitting or scheduling. Source: Wagtail, `is_deferred_validation`.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

from handbooks.completeness import NEEDS_NOTE
from handbooks.editor.formsets import RowsFormSet
from handbooks.editor.typed import refuse_hidden_marks
from handbooks.models import EntryPage
from handbooks.skeleton import RESERVED_SLUGS, is_skeleton
from portal.words.bodies import BodyGroup, BodyKind


def refuse_reserved(slug: str) -> str:
    """Return `slug`. Raises ValidationError when its address belongs to something else."""
    if slug in RESERVED_SLUGS:
        raise forms.ValidationError(
            _("“%(slug)s” is kept for an address of the portal. Choose another."),
            code="reserved",
            params={"slug": slug},
        )
    return slug


class PortalPageForm(WagtailAdminPageForm):
    """The form of any page of ours: reserved slugs, and a skeleton that stays where it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_hidden_marks(self)
        for formset in self.formsets.values():
            if isinstance(formset, RowsFormSet):
                formset.page_form = self
        if "slug" in self.fields and is_skeleton(self.instance):
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Other addresses hang from this one, so it stays.")

    def clean_slug(self) -> str:
        return refuse_reserved(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if is_skeleton(self.instance) and cleaned.get("expire_at"):
            self.add_error("expire_at", _("Other pages hang from this one, so it does not expire."))
        self.refuse_past_schedule(cleaned)
        return cleaned

    def refuse_past_schedule(self, cleaned: dict[str, Any]) -> None:
        """Refuse to set a day to go live that is over; a page that went live by its schedule keeps its day."""
        goes_live, before = cleaned.get("go_live_at"), self.initial.get("go_live_at")
        is_kept = before and before.replace(second=0, microsecond=0) == goes_live  # the field shows whole minutes
        if goes_live and not is_kept and goes_live < timezone.now():
            self.add_error("go_live_at", _("This is over already. Give a time to come, or none to publish at once."))


class ReviewedPageForm(PortalPageForm):
    """The form of an entry or a precedent: each substantive publication says what changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.live and not self.instance.has_unpublished_changes:
            # The note of the last publication is not the note of the next one.
            self.initial["change_note"] = ""
            self.initial["change_is_minor"] = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and self.instance.first_published_at:
            note = (cleaned.get("change_note") or "").strip()
            if not note and not cleaned.get("change_is_minor"):
                self.add_error("change_note", forms.ValidationError(NEEDS_NOTE, code="needed"))
        return cleaned


class ThemePageForm(PortalPageForm):
    """The form of a theme, which knows its handbook before it is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.audience and self.parent_page is not None:
            self.instance.audience = self.parent_page.specific.audience


class RelatedField(forms.ModelMultipleChoiceField):
    """Entries of the same handbook, each with its number."""

    def label_from_instance(self, entry: EntryPage) -> str:
        return f"{entry.number} {entry.title}".strip()


class EntryPageForm(ReviewedPageForm):
    """The form of an entry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.audience = self.audience  # a new page has none before it is saved, and its preview needs it
        if "usable_by" in self.fields:
            self.fields["usable_by"].choices = grouped_bodies()
        if "related" in self.fields:
            self.fields["related"] = self.related_field()

    @cached_property
    def audience(self) -> str:
        """The handbook of the entry, known from the theme when the entry is new."""
        if self.instance.audience or self.parent_page is None:
            return self.instance.audience
        return self.parent_page.specific.audience

    def related_field(self) -> RelatedField:
        old = self.fields["related"]
        entries = EntryPage.objects.of(self.audience).exclude(pk=self.instance.pk).in_reading_order()
        return RelatedField(
            queryset=entries.defer_streamfields(),
            required=False,
            label=old.label,
            help_text=old.help_text,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "rc-picks"}),
        )


def grouped_bodies() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds of body under the headings of their groups."""
    return [
        (str(group.label), [(body.value, str(body.label)) for body in BodyKind if body.group == group])
        for group in BodyGroup
    ]


class PrecedentPageForm(ReviewedPageForm):
    """The form of a precedent."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and cleaned.get("is_held"):
            self.add_error("is_held", _("It is held back: clear this first, once its facts are checked."))
        return cleaned


class PageCopyForm(CopyForm):
    """A copy is a draft of its own: it keeps off reserved slugs and is published by its own form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_hidden_marks(self)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)

    def clean_new_slug(self) -> str:
        return refuse_reserved(self.cleaned_data["new_slug"])

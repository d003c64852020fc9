"""Rows of a page in the editing form: what must never be wrong, and what must be there to publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from modelcluster.forms import BaseChildFormSet

from handbooks.completeness import NEEDS_BASIS, NEEDS_LIMIT, NEEDS_STEP
from handbooks.models import Counterpart

MOST_ROWS = 60
SPARE_ROWS = 20  # rows that were added and taken away again are sent too


class RowsFormSet(BaseChildFormSet):
    """Rows that know the form of their page. `needed` is said when publishing without a row.

    However many rows a request claims to hold, no more are built than a person could have added.
    """

    default_error_messages = {
        "too_many_forms": ngettext_lazy("Give at most %(num)d row.", "Give at most %(num)d rows.", "num")
    }
    needed: Any = ""
    page_form: Any = None  # the form that these rows belong to; set by it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.absolute_max = MOST_ROWS + SPARE_ROWS  # Django's factory would allow a thousand more
        super().__init__(*args, **kwargs)

    def _get_to_python(self, field: Any) -> Callable[[Any], Any]:
        """Read the id of a row; one that is no id belongs to no row, and its field says so."""
        read = super()._get_to_python(field)

        def read_or_none(value: Any) -> Any:
            try:
                return read(value)
            except ValidationError:
                return None

        return read_or_none

    @property
    def kept(self) -> list[Any]:
        """The forms of the rows that stay: not deleted, and not an empty new one."""
        return [
            form
            for form in self.forms
            if not self._should_delete_form(form) and (form.has_changed() or form.instance.pk)
        ]

    @property
    def is_draft(self) -> bool:
        return self.page_form is None or self.page_form.is_deferred_validation

    def is_lacking(self) -> bool:
        return not self.kept

    def clean(self, *args: Any, **kwargs: Any) -> None:
        super().clean(*args, **kwargs)
        if self.needed and not self.is_draft and self.is_lacking():
            raise ValidationError(self.needed, code="needed")


class StepsFormSet(RowsFormSet):
    needed = NEEDS_STEP


class LimitsFormSet(RowsFormSet):
    needed = NEEDS_LIMIT


class LegalBasesFormSet(RowsFormSet):
    needed = NEEDS_BASIS

    def is_lacking(self) -> bool:
        reason = self.page_form.cleaned_data.get("no_provision_because", "") if self.page_form else ""
        return super().is_lacking() and not reason.strip()


class CounterpartsFormSet(RowsFormSet):
    """Counterparts stand in the other handbook, each once, whichever side set it. Refused in drafts too."""

    def clean(self, *args: Any, **kwargs: Any) -> None:
        super().clean(*args, **kwargs)
        seen: set[int] = set()
        received = self.received()
        for form in self.kept:
            other = getattr(form, "cleaned_data", {}).get("other")
            if other is None:
                continue
            if other.audience == self.page_form.audience:
                form.add_error("other", _("A counterpart stands in the other handbook."))
            elif other.pk in received:
                form.add_error("other", _("This counterpart is set on its own page, and shown below. Change it there."))
            elif other.pk in seen:
                form.add_error("other", _("This counterpart is already listed."))
            seen.add(other.pk)

    def received(self) -> set[int]:
        """Return the entries that named this one as their counterpart."""
        if not self.instance.pk:
            return set()
        return set(Counterpart.objects.filter(other=self.instance.pk).values_list("entry_id", flat=True))

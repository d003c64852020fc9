"""Fields for days in the editor's forms: each says how a day is typed, and keeps and refuses what is no day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

DAY = _("A day, as 31/12/2026 or 31 December 2026.")
MOMENT = _("A day and an hour, as 31/12/2026 14:30.")


def told(help_text: Any, how: Any) -> Any:
    """Return the help of a field with how to type its value."""
    return format_lazy("{} {}", help_text, how) if help_text else how


class DayField(forms.DateField):
    """A day."""

    widget = AdminDateInput
    default_error_messages = {"invalid": format_lazy("{} {}", _("This is no day of the calendar."), DAY)}

    def __init__(self, *, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(help_text=told(help_text, DAY), **kwargs)


class MomentField(forms.DateTimeField):
    """A day and an hour of it."""

    widget = AdminDateTimeInput
    default_error_messages = {
        "invalid": format_lazy("{} {}", _("This is no day and hour of the calendar."), MOMENT),
    }

    def __init__(self, *, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(help_text=told(help_text, MOMENT), **kwargs)


register_form_field_override(models.DateField, override={"form_class": DayField})
register_form_field_override(models.DateTimeField, override={"form_class": MomentField})

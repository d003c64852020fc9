"""What the fields of every form say when they are left empty, or filled with what they do not take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

Text = Any  # a string, perhaps translated when it is printed


class Counted:
    """Words with lengths in them, whose thousands are apart as in hints."""

    def __init__(self, words: Text) -> None:
        self.words = words

    def __mod__(self, lengths: dict[str, Any]) -> str:
        told = {name: number_format(n, force_grouping=True) if isinstance(n, int) else n for name, n in lengths.items()}
        return str(self.words) % told

    def __str__(self) -> str:
        return str(self.words)


# By the kind of widget, the narrower before the wider.
WORDS: tuple[tuple[type[forms.Widget], Text], ...] = (
    (forms.CheckboxSelectMultiple, _("Choose at least one.")),
    (forms.SelectMultiple, _("Choose at least one.")),
    (forms.widgets.ChoiceWidget, _("Choose one.")),
    (forms.CheckboxInput, _("Tick this box to go on.")),
    (forms.FileInput, _("Choose a file.")),
)
OTHERWISE = _("Fill this in.")
UNKNOWN = _("This is not one of the choices. Choose again.")
LIMITS: dict[str, Text] = {
    "max_value": _("Give %(limit_value)s or less."),
    "min_value": _("Give %(limit_value)s or more."),
    "max_length": Counted(_("Use at most %(limit_value)s characters: these are %(show_value)s.")),
    "min_length": Counted(_("Use at least %(limit_value)s characters: these are %(show_value)s.")),
}
"""By the code of a check, which has words of its own unless its field has some."""


def words_for(widget: forms.Widget) -> Text:
    """Return what to say beside a field of this kind that is left empty."""
    return next((words for kind, words in WORDS if isinstance(widget, kind)), OTHERWISE)


def is_librarys(field: forms.Field, code: str) -> bool:
    """Return whether what a field says is what the library gave it, and nobody's choice."""
    said = field.error_messages.get(code)
    kinds = (kind for kind in type(field).__mro__ if kind.__module__.startswith("django.forms."))
    return said is not None and any(said is vars(kind).get("default_error_messages", {}).get(code) for kind in kinds)


class BoundField(forms.BoundField):
    """A field of a form at work: it says what is missing or wrong in our words, unless it has its own."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        own = {"required": words_for(field.widget), "invalid_choice": UNKNOWN}
        own = {code: words for code, words in own.items() if is_librarys(field, code)}
        field.error_messages = {**LIMITS, **field.error_messages, **own}


class FormRenderer(TemplatesSetting):
    """Draws every form of the portal, Wagtail's and allauth's among them."""

    bound_field_class = BoundField

"""What the fields of every form say when they are left empty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

Text = Any  # a string, perhaps translated when it is printed

LIBRARYS_OWN = forms.Field.default_error_messages["required"]
# By the kind of widget, the narrower before the wider.
WORDS: tuple[tuple[type[forms.Widget], Text], ...] = (
    (forms.CheckboxSelectMultiple, _("Choose at least one.")),
    (forms.SelectMultiple, _("Choose at least one.")),
    (forms.widgets.ChoiceWidget, _("Choose one.")),
    (forms.CheckboxInput, _("Tick this box to go on.")),
    (forms.FileInput, _("Choose a file.")),
)
OTHERWISE = _("Fill this in.")


def words_for(widget: forms.Widget) -> Text:
    """Return what to say beside a field of this kind that is left empty."""
    return next((words for kind, words in WORDS if isinstance(widget, kind)), OTHERWISE)


class BoundField(forms.BoundField):
    """A field of a form at work: it asks for what is missing in our words, unless it has its own."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.error_messages.get("required") is LIBRARYS_OWN:
            field.error_messages["required"] = words_for(field.widget)


class FormRenderer(TemplatesSetting):
    """Draws every form of the portal, Wagtail's and allauth's among them."""

    bound_field_class = BoundField

"""A list of choices kept in one PostgreSQL array and edited with checkboxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import TextChoices


class ChoiceArrayField(ArrayField):
    """An array of values of one `TextChoices`, without repeats, in the vocabulary's order.

    Raises ValidationError for a value that is not in the vocabulary.
    """

    def __init__(self, choices_class: type[TextChoices] | None = None, **kwargs: Any) -> None:
        if choices_class is not None:
            kwargs["base_field"] = models.CharField(max_length=40, choices=choices_class.choices)
        kwargs.setdefault("default", list)
        super().__init__(**kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            choices=list(self.base_field.choices or ()),
            coerce=self.base_field.to_python,
            empty_value=None if self.null else [],
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name.capitalize()),
            help_text=kwargs.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self, value: Any, model_instance: models.Model | None) -> list | None:
        order = [choice for choice, _label in self.base_field.choices or ()]
        value = super().clean(value, model_instance) or []
        if self.null and not value:
            return None
        return sorted(set(value), key=lambda item: order.index(item))

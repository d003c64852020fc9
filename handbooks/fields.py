"""Field types of the handbooks: lines of text, and links to further reading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models


class LinesField(models.TextField):
    """A short list, one item to a line; read with `lines()`."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"widget": forms.Textarea(attrs={"rows": 4}), **kwargs})


def lines(text: str) -> list[str]:
    """Return the items of a LinesField, without blank lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]

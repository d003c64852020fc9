"""How closely somebody follows, as they choose it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from network.forum.reading.following import MEANS, LevelRow
from network.forum.reading.levels import CLOSENESS

LEVELS = [(level.value, level.label) for level in CLOSENESS]


class LevelForm(forms.Form):
    """The level of one thread, with what each means."""

    level = forms.ChoiceField(label=_("How closely"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["level"]
        field.choices = [(level.value, f"{level.label}: {MEANS[level]}") for level in CLOSENESS]


class LevelsForm(forms.Form):
    """The levels of many things, each its own field. What is not sent stays as it is."""

    def __init__(self, *args: Any, rows: Sequence[LevelRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        if self.is_bound:
            given: Any = self.data
            self.data = {row.name: row.level for row in rows} | given.dict()
        for row in rows:
            self.fields[row.name] = forms.ChoiceField(
                label=str(row.title), choices=LEVELS, initial=row.level, required=False
            )

    def filled(self) -> list[tuple[LevelRow, forms.BoundField]]:
        """Return each row with its field, as the page prints them."""
        return [(row, self[row.name]) for row in self.rows]

    def changed(self) -> list[tuple[LevelRow, str]]:
        """Return the rows of which another level was chosen."""
        chosen = ((row, self.cleaned_data.get(row.name, "")) for row in self.rows)
        return [(row, level) for row, level in chosen if level and level != row.level]


class BookmarkForm(forms.Form):
    """Why one keeps a post, and when one wants to be reminded of it."""

    note = forms.CharField(
        label=_("Note to yourself"), max_length=200, required=False, help_text=_("Nobody else reads it.")
    )
    remind_on = DayField(
        label=_("Remind me on"), required=False, help_text=_("You get one letter on that day, if you still read it.")
    )

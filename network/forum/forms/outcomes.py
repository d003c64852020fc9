"""The outcome of a thread, and the draft of a precedent that is made of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from cities.places.forms import area
from cities.places.models import City
from cities.plans.forms.fields import ProseField
from network.forum.choices import Result
from network.forum.forms.writing import ThemesField, TitleField
from network.forum.models import Outcome
from portal.accounts.forms import LineField

SEPARATORS = re.compile(r"[\s,;#]+|\band\b")


class SeenAtField(forms.CharField):
    """When what is changed had been changed last, as whoever began saw it; None for what cannot be read."""

    def __init__(self) -> None:
        super().__init__(label="", widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> datetime | None:
        try:
            return datetime.fromisoformat(str(value or ""))
        except ValueError:
            return None


class NumbersField(forms.CharField):
    """Numbers of posts, however they are separated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200, "required": False, **kwargs})

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in SEPARATORS.split(super().clean(value)) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
            raise ValidationError(_("Give the numbers of posts, such as 3 and 7."))
        return list(dict.fromkeys(int(part) for part in parts))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(number) for number in value) if isinstance(value, list) else value


class OutcomeForm(forms.Form):
    """What was asked and what came of it."""

    asked = TitleField(
        label=_("What was asked"), max_length=300, help_text=_("In one sentence, for somebody who was not there.")
    )
    result = forms.ChoiceField(label=_("What came of it"), choices=Result.choices, widget=forms.RadioSelect)
    summary = ProseField(
        label=_("What worked, and what did not"),
        max_length=3000,
        rows=7,
        help_text=_("Plain words; blank lines separate paragraphs. At most 3,000 characters."),
    )
    city = forms.ModelChoiceField(
        City.objects.none(), label=_("City"), required=False, empty_label=_("No city of the ten")
    )
    place = LineField(label=_("Where"), max_length=160, required=False, help_text=_("The place or the organisation."))
    posts = NumbersField(
        label=_("Posts that show it"),
        help_text=_("Their numbers, such as 3 and 7."),
        widget=forms.TextInput(attrs={"class": "w-s", "autocomplete": "off"}),
    )
    review_on = DayField(
        label=_("Look at it again on"),
        required=False,
        help_text=_("You get one letter on that day, to say whether it still holds."),
    )
    seen = SeenAtField()

    def __init__(self, *args: Any, before: date | None = None, **kwargs: Any) -> None:
        """`before` is the day for a review that was set already, which may be past."""
        super().__init__(*args, **kwargs)
        self.before = before
        choices: Any = self.fields["city"]
        choices.queryset = City.objects.visible_to().order_by("name")

    def clean_review_on(self) -> date | None:
        day, today = self.cleaned_data["review_on"], timezone.localdate()
        if day and day != self.before and not today < day <= today.replace(year=today.year + 5, day=1):
            raise ValidationError(_("Give a day after today, within five years."))
        return day


def initial_of(outcome: Outcome) -> dict[str, Any]:
    """Return what the form of an outcome that is there begins with."""
    names = ("asked", "result", "summary", "city", "place", "review_on")
    numbers = outcome.posts.order_by("number").values_list("number", flat=True)
    kept = {name: getattr(outcome, name) for name in names}
    return {**kept, "posts": list(numbers), "seen": outcome.changed_at.isoformat()}


class PrecedentForm(forms.Form):
    """What goes into the draft of a precedent."""

    title = TitleField(help_text=_("What was done, where."))
    summary = ProseField(label=_("Summary"), max_length=700, rows=4)
    themes = ThemesField(required=True)
    what_was_done = forms.CharField(
        label=_("What was done"), max_length=3000, widget=area(6), help_text=_("One step to a line.")
    )
    outcome = ProseField(label=_("How it turned out"), max_length=3000, rows=5)
    lessons = forms.CharField(
        label=_("Lessons"),
        max_length=3000,
        required=False,
        widget=area(4),
        help_text=_("What others can learn from it, one to a line."),
    )

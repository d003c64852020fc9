"""What somebody may choose behind the link in a letter, in place of no digest at all: one form, by a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from network.digests.choices import SWITCHED, Cadence
from network.digests.forms import hours
from network.digests.models import Preference
from network.digests.rhythm import now_in_words
from network.digests.services import preferring
from network.digests.services.preferring import Former

UNDO_SALT = "network.digests.undo"


class Turn(TextChoices):
    """What is done: the page offers them in this order."""

    OFF = "off", _("No digest any more")
    MENTIONS = "mentions", _("No digest, but a letter at once when somebody names me")
    WEEKLY = "weekly", _("Once a week")
    DAILY = "daily", _("Every day")
    TWO_WEEKS = "two-weeks", _("Pause for two weeks")
    MONTH = "month", _("Pause for a month")
    QUARTER = "quarter", _("Pause for three months")
    UNTIL = "until", _("Pause until a date")
    KEEP = "keep", _("Leave it as it is")


BELONG = {Turn.WEEKLY: ("weekday", "hour"), Turn.DAILY: ("daily_hour",), Turn.UNTIL: ("until",)}
"""The fields that belong to a choice."""
PAUSES = {Turn.TWO_WEEKS: timedelta(days=14), Turn.MONTH: timedelta(days=30), Turn.QUARTER: timedelta(days=91)}


class TurningForm(forms.Form):
    """How a person wants their digest from now on."""

    choice = forms.ChoiceField(
        label=_("What do you want?"),
        choices=Turn.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want.")},
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), choices=list(WEEKDAYS.items()), coerce=int, required=False, empty_value=None
    )
    hour = forms.TypedChoiceField(label=_("Hour"), choices=hours, coerce=int, required=False, empty_value=None)
    daily_hour = forms.TypedChoiceField(label=_("Hour"), choices=hours, coerce=int, required=False, empty_value=None)
    until = DayField(label=_("The first day on which it may come again"), required=False)

    def __init__(self, *args: Any, person: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        field: Any = self.fields["choice"]
        keep = _("Leave it as it is: %(now)s") % {"now": now_in_words(person)}
        field.choices = [(value, keep if value == Turn.KEEP else label) for value, label in Turn.choices]

    @property
    def offered(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return each choice with the fields that belong to it."""
        return [(one, [self[name] for name in BELONG.get(one.data["value"], ())]) for one in self["choice"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("choice") == Turn.UNTIL and not given.get("until") and "until" not in self.errors:
            self.add_error("until", _("Give the date."))
        return given

    def act(self) -> bool:
        """Do what was chosen. False where it cannot be done; the errors of the form say why."""
        try:
            ACTS[self.cleaned_data["choice"]](self.person, self.cleaned_data)
        except ValidationError as error:
            self.add_error("until", error.messages)
            return False
        return True


Given = dict[str, Any]


def paused_for(turn: Turn) -> Callable[[int, Given], Any]:
    return lambda person, given: preferring.pause(person, timezone.localdate() + PAUSES[turn])


def weekly(person: int, given: Given) -> None:
    preferring.choose(person, cadence=Cadence.WEEKLY, weekday=given["weekday"], hour=given["hour"])


def daily(person: int, given: Given) -> None:
    preferring.choose(person, cadence=Cadence.DAILY, hour=given["daily_hour"])


ACTS: dict[str, Callable[[int, Given], Any]] = {
    Turn.OFF: lambda person, given: preferring.stop(person),
    Turn.MENTIONS: lambda person, given: preferring.only_mentions(person),
    Turn.WEEKLY: weekly,
    Turn.DAILY: daily,
    Turn.UNTIL: lambda person, given: preferring.pause(person, given["until"]),
    Turn.KEEP: lambda person, given: preferring.go_on(person),
    **{turn: paused_for(turn) for turn in PAUSES},
}


def undo_token(person: int, former: Former) -> str:
    """Return what the page sends to take a choice back: signed, so that it is only ever what somebody had."""
    day = former.paused_until and former.paused_until.isoformat()
    return signing.Signer(salt=UNDO_SALT).sign_object([person, *former._replace(paused_until=None), day])


def read_undo(person: int, token: str) -> Former | None:
    """Return what a person had chosen, or None for what is not of theirs."""
    try:
        owner, cadence, weekday, hour, _none, at_once, day = signing.Signer(salt=UNDO_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if owner != person or cadence not in Cadence.values or not set(at_once) <= set(SWITCHED):
        return None
    return Former(cadence, weekday, hour, date.fromisoformat(day) if day else None, tuple(at_once))


def first_choice(asked: str, preference: Preference | None) -> dict[str, Any]:
    """Return what the form shows at first: what a link asked for, or else the end that whoever follows it looks for."""
    kept = preference or Preference()
    choice = asked if asked in Turn.values else Turn.OFF
    return {"choice": choice, "weekday": kept.weekday, "hour": kept.hour, "daily_hour": kept.hour}

"""The form of an event: what it is, when, where, and for how many. Times are said in a zone, as people say them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules import has_perm

from cities.places.advice_forms import DayField
from cities.places.models import City
from cities.places.roles import roles_of
from network.events.choices import EventKind
from network.events.models import Event
from network.events.services.planning import Particulars
from network.events.zones import moment
from network.forum.forms.writing import BodyField, SubmissionField, ThemesField, TitleField
from network.forum.models import Board
from portal.accounts.models import User
from portal.accounts.rules import is_moderator
from portal.accounts.zones import time_zones, zone_named
from portal.text.hidden import one_line

LONGEST = timedelta(days=31)
MOST_PLACES = 10_000


class LineField(forms.CharField):
    """A line of plain words."""

    def clean(self, value: Any) -> str:
        line = one_line(super().clean(value))
        if self.required and not line:
            raise ValidationError(self.error_messages["required"], code="required")
        return line


class ClockField(forms.TimeField):
    """An hour of a day, to the minute."""

    default_error_messages = {"invalid": gettext_lazy("Give a time, such as 14:30.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-s"})
        formats = ["%H:%M", "%H:%M:%S", "%H.%M"]
        super().__init__(**{"widget": widget, "input_formats": formats, **kwargs})


class WebField(forms.URLField):
    """An address on the web."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", "max_length": 500, "required": False, **kwargs})


class ParticularsForm(forms.Form):
    """When and where an event is. A new one begins in the future; one that is there may have begun."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=EventKind.choices, widget=forms.RadioSelect)
    day = DayField(label=gettext_lazy("Day"))
    starts = ClockField(label=gettext_lazy("Starts at"))
    ends = ClockField(label=gettext_lazy("Ends at"))
    last_day = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("If it ends on another day.")
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Where it takes place. Others read the time in their own zone beside it."),
    )
    host = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("Host city"),
        required=False,
        empty_label=gettext_lazy("No city"),
        help_text=gettext_lazy("Its coordinators can change the event as you can."),
    )
    place = LineField(
        label=gettext_lazy("Place"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The address and the room. Only those who come read it."),
    )
    link = WebField(
        label=gettext_lazy("Link to join"), help_text=gettext_lazy("Of a call. Only those who come read it.")
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=gettext_lazy("Empty: as many as want to come. Who comes later waits, and moves up."),
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )

    def __init__(self, *args: Any, user: User, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        zones: Any = self.fields["zone"]
        zones.choices = time_zones(kept=event.zone if event else user.time_zone)
        hosts: Any = self.fields["host"]
        own = Q() if is_moderator(user) else Q(pk__in=[*roles_of(user), event.host_id if event else None])
        hosts.queryset = City.objects.visible_to(user).filter(own).order_by("name")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        zone = zone_named(given.get("zone", ""))
        day, starts, ends = given.get("day"), given.get("starts"), given.get("ends")
        if not (zone and day and starts is not None and ends is not None):
            return given
        begins = self._moment("starts", day, starts, zone)
        finishes = self._moment("ends", given.get("last_day") or day, ends, zone)
        if begins and finishes:
            given["starts_at"], given["ends_at"] = begins, finishes
            self._check_span(begins, finishes)
        return given

    def _moment(self, field: str, day: date, at: time, zone: ZoneInfo) -> datetime | None:
        """Return the moment that a day and an hour mean; one that none or two are meant by is an error."""
        try:
            return moment(day, at, zone)
        except ValidationError as error:
            self.add_error(field, error)
            return None

    def _check_span(self, begins: datetime, finishes: datetime) -> None:
        now = timezone.now()
        if finishes <= begins:
            self.add_error(
                "last_day" if self.cleaned_data.get("last_day") else "ends", _("It must end after it starts.")
            )
        elif finishes - begins > LONGEST:
            self.add_error("last_day", _("An event lasts at most %(days)s days.") % {"days": LONGEST.days})
        elif self.event is None and begins <= now:
            self.add_error("day", _("This is past. Choose a time that is still to come."))
        elif finishes <= now:
            self.add_error("ends", _("It would be over already. Choose a time that is still to come."))

    @property
    def particulars(self) -> Particulars:
        """What a valid form says."""
        names = ("kind", "host", "starts_at", "ends_at", "zone", "place", "link", "capacity")
        return Particulars(**{name: self.cleaned_data[name] for name in names})


class ChangeForm(ParticularsForm):
    """The particulars of an event that is there. `seen` is the key of those that stood when the form was drawn."""

    seen = forms.CharField(label="", widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, user: User, event: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, event=event, initial=initial_of(event), **kwargs)
        if event.going:
            said = ngettext(
                "%(going)s person is coming now. Nobody loses a place when there are fewer.",
                "%(going)s people are coming now. Nobody loses a place when there are fewer.",
                event.going,
            )
            self.fields["capacity"].help_text = said % {"going": event.going}

    def go_on_from(self, event: Event) -> None:
        """Let the same words take the place of what somebody else saved meanwhile, where they are sent again."""
        self.data = {**self.data.dict(), "seen": Particulars.of(event).key}  # type: ignore[attr-defined]  # as sent


class StartForm(ParticularsForm):
    """A new event on a board, with the text of its thread."""

    board = forms.ModelChoiceField(
        Board.objects.none(),
        label=gettext_lazy("Board"),
        empty_label=None,
        help_text=gettext_lazy("It decides who reads of the event, and who can come."),
    )
    title = TitleField()
    themes = ThemesField()
    body = BodyField(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy("For whom, what happens, what to bring. Questions are asked below it."),
    )
    submission = SubmissionField()

    field_order = [
        *("board", "kind", "title", "body", "themes", "day", "starts", "ends", "last_day", "zone", "host", "place"),
        *("link", "capacity"),
    ]

    def __init__(self, *args: Any, user: User, boards: list[Board], **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        field: Any = self.fields["board"]
        field.queryset = Board.objects.filter(pk__in=[board.pk for board in boards])
        field.choices = [(board.pk, f"{board.title}: {board.read_by}") for board in boards]


def boards_to_write_on(user: User) -> list[Board]:
    """Return the boards on which `user` may call an event."""
    if not has_perm("forum.belong", user):
        return []
    boards = Board.objects.visible_to(user).open().prefetch_related("cities")
    return [board for board in boards if has_perm("forum.start_thread", user, board)]


def initial_of(event: Event) -> dict[str, Any]:
    """Return what the form of an event begins with."""
    starts, ends = event.starts, event.ends
    return {
        "kind": event.kind,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "seen": Particulars.of(event).key,
        "last_day": ends.date() if ends.date() != starts.date() else None,
        **{name: getattr(event, name) for name in ("zone", "host", "place", "link", "capacity")},
    }

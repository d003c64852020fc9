"""Lists of events, in the words of the page: those ahead and those over by keyset, and those of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.places.models import City
from cities.places.months import Month
from network.events.choices import Coming, EventKind
from network.events.models import Event
from network.events.reading.when import When, hours, when_of
from network.forum.reading.addresses import event_address
from network.forum.reading.asked import Asked, Place
from network.forum.reading.lists import Mark
from portal.words.filters import Question
from portal.words.parts import Text
from portal.words.themes import Theme

EVENTS = 25
"""Of a page."""
MOST_OF_A_MONTH = 500
AHEAD, OVER = "ahead", "over"
COLUMNS = (
    *("kind", "host__name", "starts_at", "ends_at", "zone", "capacity", "cancelled_at", "thread__title"),
    *("thread__board__title", "thread__board__audience"),
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in a list."""

    title: str
    url: str
    kind: Text
    when: When
    host: str
    board: str
    places: str
    own: Mark | None
    is_cancelled: bool


def facets_of(cities: Sequence[City]) -> list[Question]:
    return [
        Question(
            "show", gettext_lazy("Show"), gettext_lazy("Events ahead"), [(OVER, gettext_lazy("Events that are over"))]
        ),
        Question("kind", gettext_lazy("Kind"), gettext_lazy("Every kind"), EventKind.choices),
        Question(
            "city", gettext_lazy("Host city"), gettext_lazy("Every city"), [(city.slug, city.name) for city in cities]
        ),
        Question("theme", gettext_lazy("Theme"), gettext_lazy("Every theme"), Theme.choices),
    ]


def wanted(asked: Asked, cities: Sequence[City]) -> Q:
    """Return what the filters ask for, but for whether it is over."""
    found = Q()
    if kind := asked.get("kind"):
        found &= Q(kind=kind)
    if slug := asked.get("city"):
        found &= Q(host=next(city.pk for city in cities if city.slug == slug))
    if theme := asked.get("theme"):
        found &= Q(thread__themes__contains=[theme])
    return found


def shown(user: Any) -> Any:
    """Return the events that lists show to `user`, with what they print."""
    events = Event.objects.visible_to(user).listed().with_counts().with_own(user)
    return events.select_related("host", "thread__board").only(*COLUMNS)


class EventList:
    """A page of the events ahead, the next first, or of those that are over, the last first."""

    def __init__(self, asked: Asked, cities: Sequence[City], user: Any) -> None:
        self.asked, self.cities, self.user = asked, cities, user
        self.is_over = asked.get("show") == OVER

    @cached_property
    def _found(self) -> list[Any]:
        events = shown(self.user).filter(wanted(self.asked, self.cities))
        events = events.over() if self.is_over else events.ahead()
        if place := self.asked.after:
            beyond = Q(starts_at__lt=place.at) if self.is_over else Q(starts_at__gt=place.at)
            same = Q(pk__lt=place.pk) if self.is_over else Q(pk__gt=place.pk)
            events = events.filter(beyond | (Q(starts_at=place.at) & same))
        return list(events[: EVENTS + 1])

    @cached_property
    def rows(self) -> list[EventRow]:
        return [row_of(event) for event in self._found[:EVENTS]]

    @property
    def more(self) -> str:
        """The address of the page after this one, or nothing at the end of the list."""
        if len(self._found) <= EVENTS:
            return ""
        last = self._found[EVENTS - 1]
        return self.asked.address(after=str(Place(last.starts_at, last.pk)))

    @property
    def first(self) -> str:
        """The address of the first page, on any other."""
        return self.asked.address() if self.asked.after else ""


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month, or a blank one."""

    day: date | None
    items: Sequence[tuple[EventRow, str]]


class EventMonth:
    """The events of a month, by the days on which they are where their reader lives."""

    def __init__(self, month: Month, asked: Asked, cities: Sequence[City], user: Any) -> None:
        self.month, self.asked, self.cities, self.user = month, asked, cities, user

    @cached_property
    def _items(self) -> dict[date, list[tuple[EventRow, str]]]:
        zone = timezone.get_current_timezone()
        first = datetime.combine(self.month.first, time(), tzinfo=zone)
        last = datetime.combine(self.month.last + timedelta(days=1), time(), tzinfo=zone)
        events = shown(self.user).filter(wanted(self.asked, self.cities)).between(first, last)
        found: dict[date, list[tuple[EventRow, str]]] = defaultdict(list)
        for event in events[:MOST_OF_A_MONTH]:
            starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
            row, day = row_of(event), max(starts.date(), self.month.first)
            # What ends at midnight is not of the day that begins then.
            end = min((ends - timedelta(microseconds=1)).date(), self.month.last)
            while day <= end:
                found[day].append((row, words_of(day, starts, ends)))
                day += timedelta(days=1)
        return found

    @property
    def is_empty(self) -> bool:
        return not self._items

    @property
    def weeks(self) -> list[list[DayCell]]:
        return [[DayCell(day, self._items.get(day, ()) if day else ()) for day in week] for week in self.month.weeks()]

    @property
    def before(self) -> str:
        return self._beside(-1)

    @property
    def after(self) -> str:
        return self._beside(1)

    def _beside(self, months: int) -> str:
        month = self.month.moved(months)
        return self.asked.address(month=month) if month else ""

    @property
    def month_before(self) -> Month | None:
        return self.month.moved(-1)

    @property
    def month_after(self) -> Month | None:
        return self.month.moved(1)


def words_of(day: date, starts: datetime, ends: datetime) -> str:
    """Return when an event is on one of its days."""
    if starts.date() == ends.date():
        return hours(starts, ends)
    if day == starts.date():
        return _("from %(time)s") % {"time": f"{starts:%H:%M}"}
    return _("until %(time)s") % {"time": f"{ends:%H:%M}"} if day == ends.date() else _("all day")


def row_of(event: Any) -> EventRow:
    return EventRow(
        title=event.thread.title,
        url=event_address(event.pk, event.thread.title),
        kind=event.get_kind_display(),
        when=when_of(event),
        host=event.host.name if event.host else "",
        board=event.thread.board.title,
        places="" if event.is_cancelled else places_words(event),
        own=own_mark(event),
        is_cancelled=event.is_cancelled,
    )


def places_words(event: Any) -> str:
    """Return how many are coming, and how many places are left, of an event `with_counts`; or how many wanted to."""
    if event.is_cancelled:
        wanted = event.going + event.waiting
        said = ngettext("%(people)s person wanted to come", "%(people)s people wanted to come", wanted)
        return said % {"people": wanted} if wanted else ""
    if event.is_over:
        said = ngettext("%(people)s person signed up", "%(people)s people signed up", event.going)
        return said % {"people": event.going} if event.going else _("Nobody signed up")
    going = ngettext("%(going)s person is coming", "%(going)s people are coming", event.going) % {"going": event.going}
    if not event.going:
        going = _("Nobody has signed up yet")
    if event.capacity is None:
        return going
    left = max(event.capacity - event.going, 0)
    if not left:
        return _("%(going)s; no places left") % {"going": going}
    places = ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}
    return f"{going}; {places}"


def own_mark(event: Any) -> Mark | None:
    """Return what the reader said of an event `with_own` state, for as long as it matters."""
    state = getattr(event, "own_state", "")
    if event.is_cancelled or not state:
        return None
    if state == Coming.GOING:
        return Mark("done", _("You signed up") if event.is_over else _("You are coming"))
    return Mark("under", _("You are waiting")) if state == Coming.WAITING and not event.is_over else None

"""Events that a person could come to, and about which they have said nothing yet."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.kinds.events import FIRST, is_full, to_come
from network.digests.building.people import People
from network.digests.building.told import told_of
from network.digests.choices import ItemKind
from network.events.models import Attendance
from network.forum.choices import Level
from network.forum.models import Reader

NAME = "events"
AHEAD = 300
"""Events that are looked at, the next first: what is farther off is told of when it comes nearer."""
MOST = 13
"""Of one person: more than a digest holds."""


class Upcoming(NamedTuple):
    """An event that is to come, by the key of its thread."""

    pk: int
    board: int
    author: int
    host: int | None
    capacity: int | None
    going: int

    def rank(self, cities: set[int]) -> tuple[bool, bool]:
        """Where it stands for who is of some cities: behind those where there is room, where there is none."""
        return is_full(self.capacity, self.going), self.host not in cities


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the events that each person of the network reads and has not answered: those of their cities, the next.

    Those that are full stand behind the others. An event is told of once, also when it is soon. Who called it or mutes
    it, and who is of no network and so cannot come, is told of none.
    """
    columns = ("pk", "thread__board", "thread__author", "host", "capacity", "going")
    rows = to_come(people.at).with_counts().order_by("starts_at", "pk").values_list(*columns)
    events = [Upcoming(*row) for row in rows[:AHEAD]]
    done = done_with(people, [event.pk for event in events]) if events else set()
    found: dict[int, list[Choice]] = {}
    whys = reasons(people)
    for person in people.keys:
        if not people.belongs(person):
            continue
        boards = people.heard_boards(person)
        cities = set(people.cities_of(person))
        fresh = [event for event in events if event.board in boards and (person, event.pk) not in done]
        fresh = sorted((event for event in fresh if event.author != person), key=lambda one: one.rank(cities))
        if fresh:
            found[person] = [choice(event, event.host in cities, whys) for event in fresh[:MOST]]
    return found


def done_with(people: People, events: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs of a person and an event that they answered, were told of, or want to hear no more about."""
    answered = Attendance.objects.filter(person__in=people.keys, event__in=events)
    muted = Reader.objects.filter(person__in=people.keys, thread__in=events, level=Level.MUTED)
    told = told_of(people, ItemKind.EVENT, events)
    return told.union(answered.values_list("person", "event"), muted.values_list("person", "thread"))


def choice(event: Upcoming, is_own: bool, whys: dict[int | None, str]) -> Choice:
    why = whys[event.host if is_own else None]
    return Choice(section=NAME, kind=ItemKind.EVENT, key=event.pk, why=why, number=FIRST)


def reasons(people: People) -> dict[int | None, str]:
    """Return why an event is told of, by the city of a person that hosts it; and for all others."""
    hosted = _("%(city)s, your city, hosts it, and you have not said yet whether you are coming.")
    cities = {row.city_id: row.city.name for rows in people.memberships.values() for row in rows}
    return {None: _("You have not said yet whether you are coming.")} | {
        city: hosted % {"city": name} for city, name in cities.items()
    }

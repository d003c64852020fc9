"""What outlets printed of late about the cities of a person."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.kinds.coverage import to_tell
from network.digests.building.people import People
from network.digests.building.told import told_of
from network.digests.choices import ItemKind

NAME = "coverage"
LOOKED_AT = 500
"""Rows that are looked at, the newest first."""
MOST = 13
"""Of one person: more than a digest holds."""


def gather(people: People) -> dict[int, list[Choice]]:
    """Return what each person was not told of, the newest first. What was printed long ago is no news."""
    cities = people.cities
    if not cities:
        return {}
    printed: Any = to_tell().filter(cities__in=cities, printed_on__gte=people.since.date()).newest()
    rows = list(printed.annotate(of_city=F("cities")).values_list("pk", "added_at", "of_city")[:LOOKED_AT])
    told = told_of(people, ItemKind.COVERAGE, {pk for pk, _at, _city in rows}) if rows else set()
    found: dict[int, list[Choice]] = {}
    for person in people.keys if rows else ():
        user = people.users.get(person)
        named = {row.city_id: row.city.name for row in people.memberships.get(person, ())}
        fresh = {
            pk: named[city]
            for pk, at, city in rows
            if city in named and user and at > user.joined_at and (person, pk) not in told
        }
        if fresh:
            found[person] = [choice(pk, name) for pk, name in list(fresh.items())[:MOST]]
    return found


def choice(pk: int, city: str) -> Choice:
    why = _("It is about %(city)s, your city.") % {"city": city}
    return Choice(section=NAME, kind=ItemKind.COVERAGE, key=pk, why=why)

"""What the cities of some people use, in the actions that they published: entries, precedents, and the actions."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from cities.plans.models import EditionAction
from network.digests.building.people import People


class Thing(NamedTuple):
    """Something that threads are about."""

    kind: str
    key: int


class Use(NamedTuple):
    """That a city uses a thing, in an action of the last edition of its plan."""

    city: int
    name: str
    number: int
    title: str


def used(people: People) -> dict[Thing, list[Use]]:
    """Return what the cities of the people use, in the actions that they published."""
    actions = EditionAction.objects.visible_to().current().filter(edition__plan__city__in=people.cities)
    columns = ("edition__plan__city", "edition__plan__city__name", "number", "title", "action", "entries", "precedents")
    found: dict[Thing, list[Use]] = defaultdict(list)
    for city, name, number, title, action, entries, precedents in actions.order_by("position").values_list(*columns):
        things = [Thing("action", action), *(Thing("entry", pk) for pk in entries)]
        for thing in (*things, *(Thing("precedent", pk) for pk in precedents)):
            found[thing].append(Use(city, name, number, title))
    return found

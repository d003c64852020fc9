"""Discussions about what a person's cities use: the entries and precedents of their published actions, and these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from handbooks.reading.addresses import entry_number, precedent_number
from network.digests.building.choice import Choice
from network.digests.building.people import People
from network.digests.building.threads import ENOUGH, LOOKED_AT, Pair, fresh, of_each
from network.digests.building.used import Thing, Use, used
from network.forum.models import Thread, ThreadLink
from portal.text.cutting import at_a_word

NAME = "uses"
MOST = 1_000
"""Links of recent threads that are looked at, the newest first."""
KINDS = ("entry", "precedent", "action")
COLUMNS = (
    *("thread", "thread__board", *KINDS, "entry__audience", "entry__theme_number", "entry__item_number"),
    *("entry__title", "precedent__item_number", "precedent__title"),
)
TITLE = 60
"""Characters of the title of a thing."""


class Link(NamedTuple):
    """That a thread is about a thing. `called` are the title and the number of the thing, which everybody reads."""

    thread: int
    board: int
    thing: Thing
    called: str


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads with something new about what each person's cities use."""
    whys: dict[Pair, str] = {}
    for pair, said in about(people):
        whys.setdefault(pair, said)
    found = of_each(fresh(people, whys).values())
    return {
        person: [one.choice(NAME, whys[person, one.thread]) for one in own[:ENOUGH]] for person, own in found.items()
    }


def about(people: People) -> Iterator[tuple[Pair, str]]:
    """Yield the newest threads about what the cities of each person use, with why."""
    uses = used(people)
    by_city = of_cities(links_to(uses, people.since), uses)
    for person in people.keys:
        if not people.belongs(person):
            continue
        read = people.heard_boards(person)
        for city in people.cities_of(person):
            own = ((link, said) for link, said in by_city.get(city, ()) if link.board in read)
            for link, said in islice(own, LOOKED_AT):
                yield (person, link.thread), said


def links_to(things: Iterable[Thing], since: datetime) -> list[Link]:
    """Return the recent threads about some things that everybody reads, the newest first."""
    keys: dict[str, list[int]] = defaultdict(list)
    for thing in things:
        keys[thing.kind].append(thing.key)
    if not keys:
        return []
    of_one = (Q(**{f"{kind}__in": found}) for kind, found in keys.items())
    recent = {"thread__in": Thread.objects.listed(), "thread__last_post_at__gt": since}
    links = ThreadLink.objects.filter(reduce(or_, of_one), **recent).to_things_of(None, KINDS)
    rows = links.order_by("-thread__last_post_at", "-thread", "pk").values(*COLUMNS)[:MOST]
    return [link_of(row) for row in rows]


def link_of(row: dict[str, Any]) -> Link:
    kind = next(kind for kind in KINDS if row[kind])
    called = ""
    if kind == "entry":
        number = entry_number(*(row[f"entry__{name}"] for name in ("audience", "theme_number", "item_number")))
        called = titled(row["entry__title"], number)
    elif kind == "precedent":
        called = titled(row["precedent__title"], precedent_number(row["precedent__item_number"]))
    return Link(row["thread"], row["thread__board"], Thing(kind, row[kind]), called)


def titled(title: str, number: str) -> str:
    return _("“%(title)s” (%(number)s)") % {"title": at_a_word(title, TITLE), "number": number}


def of_cities(links: Iterable[Link], uses: dict[Thing, list[Use]]) -> dict[int, list[tuple[Link, str]]]:
    """Return the links by the city that uses their thing, with why; of several actions that use it the first."""
    found: dict[int, list[tuple[Link, str]]] = defaultdict(list)
    for link in links:
        for city, use in {use.city: use for use in reversed(uses[link.thing])}.items():
            found[city].append((link, why(link, use)))
    return found


def why(link: Link, use: Use) -> str:
    said = {"number": use.number, "city": use.name, "thing": link.called}
    if link.thing.kind == "action":
        return _("About action %(number)s of %(city)s, “%(title)s”.") % {**said, "title": at_a_word(use.title, TITLE)}
    if link.thing.kind == "entry":
        return _("About %(thing)s, which %(city)s uses in action %(number)s.") % said
    return _("About %(thing)s, which %(city)s follows in action %(number)s.") % said

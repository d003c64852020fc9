"""Open asks of other cities that a person, or their city, could answer: suggested to them, or on what they know.

An ask is told of here once. Who wants to know how it goes on follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.fitting import Fit, Fitting
from network.digests.building.people import People
from network.digests.building.threads import ENOUGH, LOOKED_AT, Pair, fresh, of_each
from network.forum.choices import Kind
from network.forum.models import Listing, Match, Thread

NAME = "asks"
MOST = 1_000
"""Open asks that are looked at, the newest first."""
SUGGESTED = -1


@dataclass(frozen=True, slots=True)
class Ask:
    """An open ask."""

    thread: int
    board: int
    city: int | None
    author: int
    themes: list[str]


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the asks that each person could answer: those suggested to them first, then what fits best."""
    fits = suggested(people)
    for pair, fit in fitting(people):
        fits.setdefault(pair, fit)
    untold = [pair for pair in fits if pair not in people.told_asks]
    news = [one for one in fresh(people, untold).values() if one.is_whole]
    found = {}
    for person, own in of_each(news).items():
        ranked = sorted(own, key=lambda one: fits[one.person, one.thread].rank)
        found[person] = [one.choice(NAME, fits[person, one.thread].why, post=1) for one in ranked[:ENOUGH]]
    return found


def suggested(people: People) -> dict[Pair, Fit]:
    """Return the asks that are suggested to people, for what they offer or said that they can help with."""
    waiting = Match.objects.waiting().order_by("-at", "-pk")
    found: dict[Pair, Fit] = {}
    offers = waiting.filter(offer__thread__author__in=people.keys, offer__thread__in=Thread.objects.listed())
    columns = ("offer__thread__author", "ask__thread", "offer__thread__board", "offer__thread__title")
    for person, thread, board, title in offers.values_list(*columns):
        if people.belongs(person) and board in people.boards_of(person):
            why = _("Your offer “%(offer)s” may be what they need.") % {"offer": title}
            found.setdefault((person, thread), Fit(SUGGESTED, why))
    for person, thread in waiting.filter(person__in=people.keys).values_list("person", "ask__thread"):
        if people.belongs(person):
            found.setdefault((person, thread), Fit(SUGGESTED, _("You said that you can help with such things.")))
    return found


def fitting(people: People) -> Iterator[tuple[Pair, Fit]]:
    """Yield the newest asks of other cities on what each person, or their cities, know something about."""
    known, asks = Fitting(people), open_asks(people)
    for person in people.keys:
        if not known.knows(person):
            continue
        read = people.heard_boards(person)
        cities = frozenset(people.cities_of(person))
        others = (ask for ask in asks if ask.board in read and ask.city not in cities and ask.author != person)
        fits = (((person, ask.thread), fit) for ask in others if (fit := known.of(person, ask.themes)))
        yield from islice(fits, LOOKED_AT)


def open_asks(people: People) -> list[Ask]:
    """Return the open asks in which somebody wrote lately, the newest first."""
    shown: dict[str, Any] = {"thread__hidden_at": None, "thread__merged_into": None, "thread__last_number__gt": 0}
    asks = Listing.objects.open(timezone.localdate(people.at)).filter(thread__kind=Kind.ASK, **shown)
    recent = asks.filter(thread__last_post_at__gt=people.since).order_by("-thread__last_post_at", "-thread")
    columns = ("thread", "thread__board", "thread__city", "thread__author", "thread__themes")
    return [Ask(*row) for row in recent.values_list(*columns)[:MOST]]

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
from network.digests.building.threads import ASKING, LISTED, LOOKED_AT, Pair, asked_of, fresh, of_each, rows_of
from network.forum.choices import Kind, ListingState, MatchState
from network.forum.models import Listing

NAME = "asks"
MOST = 1_000
"""Open asks that are looked at, the newest first."""
SUGGESTED = -1

MATCHES = f"""{ASKING}
SELECT one.person, found.thread_id, found.offer
FROM one CROSS JOIN LATERAL (
    SELECT ask.thread_id, NULL AS offer, m.at, m.id
    FROM forum_match m JOIN forum_listing ask ON ask.id = m.ask_id
    WHERE m.person_id = one.person AND m.state = %(suggested)s AND ask.state = %(open)s AND ask.expires_on >= %(today)s
    UNION ALL
    SELECT ask.thread_id, own.title, m.at, m.id
    FROM forum_thread own JOIN forum_listing offer ON offer.thread_id = own.id
    JOIN forum_match m ON m.offer_id = offer.id JOIN forum_listing ask ON ask.id = m.ask_id
    WHERE own.author_id = one.person AND own.kind = %(offer)s AND own.hidden_at IS NULL AND own.merged_into_id IS NULL
      AND own.last_number > 0 AND own.board_id = ANY(one.boards)
      AND offer.state = %(open)s AND offer.expires_on >= %(today)s
      AND m.state = %(suggested)s AND ask.state = %(open)s AND ask.expires_on >= %(today)s
    ORDER BY at DESC, id DESC LIMIT {LOOKED_AT}
) AS found
JOIN forum_thread t ON t.id = found.thread_id
WHERE {LISTED}
"""  # noqa: S608  made of constants


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
    fits = {**dict(fitting(people)), **suggested(people)}
    news = [one for one in fresh(people, fits).values() if one.is_whole]
    found = {}
    for person, own in of_each(news).items():
        ranked = sorted(own, key=lambda one: fits[one.person, one.thread].rank)
        found[person] = [one.choice(NAME, fits[person, one.thread].why, post=1) for one in ranked]
    return found


def suggested(people: People) -> dict[Pair, Fit]:
    """Return the asks that are suggested to people, for what they offer or said that they can help with."""
    today = timezone.localdate(people.at)
    asked = asked_of(people) | {"suggested": MatchState.SUGGESTED, "open": ListingState.OPEN, "offer": Kind.OFFER}
    found: dict[Pair, Fit] = {}
    for person, thread, offer in rows_of(MATCHES, asked | {"today": today}):
        if people.belongs(person):
            why = _("Your offer “%(offer)s” may be what they need.") % {"offer": offer}
            found.setdefault(
                (person, thread), Fit(SUGGESTED, why if offer else _("You said that you can help with such things."))
            )
    return found


def fitting(people: People) -> Iterator[tuple[Pair, Fit]]:
    """Yield the newest asks of other cities on what each person, or their cities, know something about."""
    known, asks = Fitting(people), open_asks(people)
    for person in people.keys:
        if not known.knows(person):
            continue
        read = people.boards_of(person) - people.muted_boards(person)
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

"""Events: their title, when they are, the city that hosts them, and the first words about them.

The place and the link are for those who come, and are never said here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.digests.building.choice import Choice, Described, Subject
from network.digests.building.kinds.threads import Quote, quotes_of
from network.digests.building.people import People
from network.events.models import Event
from network.events.reading.when import told
from network.forum.reading.addresses import event_address

COLUMNS = ("pk", "starts_at", "ends_at", "zone", "capacity", "host__name", "thread__title", "thread__board__title")
FIRST = 1
"""The number of the post that says what it is about."""


def to_come(at: datetime) -> Any:
    """Return the events that lists show, that take place and have not begun."""
    return Event.objects.listed().filter(cancelled_at=None, starts_at__gt=at)


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    """Describe events by their title, their time where they are, their host, and the words of the first post."""
    rows = to_come(timezone.now()).filter(pk__in={choice.key for choice in choices})
    rows = rows.select_related("host", "thread__board").only(*COLUMNS)
    events = {event.pk: event for event in rows.with_counts()}
    quotes = quotes_of({(pk, FIRST, True) for pk in events})
    return {
        choice.subject: described(events[choice.key], quotes.get((choice.key, FIRST), Quote()))
        for choice in choices
        if choice.key in events
    }


def described(event: Any, quote: Quote) -> Described:
    return Described(
        title=event.thread.title,
        url=settings.SITE_URL + event_address(event.pk, event.thread.title),
        place=event.host.name if event.host else event.thread.board.title,
        **quote._asdict(),
        when=told(event.starts, event.ends, event.zone),
        day=date_format(event.starts, "j F"),
        full=(full := is_full(event.capacity, event.going)),
        note=_("Full; there is a waiting list.") if full else "",
    )


def is_full(capacity: int | None, going: int) -> bool:
    """Return whether an event has a waiting list alone for whoever answers now."""
    return capacity is not None and going >= capacity


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    """Return the pairs of a person and an event that is still to come, on a board that the person reads."""
    rows = to_come(people.at).filter(pk__in={choice.key for _person, choice in wanted})
    board_of = dict(rows.values_list("pk", "thread__board"))
    return {
        (person, choice.subject) for person, choice in wanted if board_of.get(choice.key) in people.boards_of(person)
    }

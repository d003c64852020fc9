"""One thread that nobody has answered for some days, for somebody who may know: questions and asks first."""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import nsmallest
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from network.digests.building.choice import Choice
from network.digests.building.fitting import Fitting
from network.digests.building.people import People
from network.digests.building.threads import Pair, fresh
from network.forum.choices import Kind, ListingState
from network.forum.models import Thread

NAME = "quiet"
WAITED = timedelta(days=2)
"""Before, others have hardly seen it."""
MOST = 100
"""Threads that are looked at, the newest first."""
OF_ONE = 8
"""Threads of one person that are looked at, until one is new to them."""
SOUGHT = (Kind.QUESTION, Kind.ASK)
"""Kinds of threads that want an answer."""


class Quiet(NamedTuple):
    """A thread without an answer, that takes one, since its first post."""

    thread: int
    board: int
    kind: str
    author: int
    themes: list[str]
    since: datetime

    def why(self, at: datetime) -> str:
        """Say for how long it waits."""
        days = (at - self.since).days
        if self.kind in SOUGHT:
            said = ngettext(
                "Asked %(days)d day ago; perhaps you know.", "Asked %(days)d days ago; perhaps you know.", days
            )
        else:
            said = ngettext(
                "Begun %(days)d day ago; perhaps you know more.",
                "Begun %(days)d days ago; perhaps you know more.",
                days,
            )
        return said % {"days": days}


def gather(people: People) -> dict[int, list[Choice]]:
    """Return one thread for each person who may write: one of which nothing was read or told of."""
    threads, known = unanswered(people), Fitting(people)
    ranked: dict[Pair, tuple[int, ...]] = {}
    for person in people.keys:
        if people.writes(person):
            ranked |= best(people, person, threads, known)
    found: dict[int, list[Choice]] = {}
    news, whys = fresh(people, ranked), {one.thread: one.why(people.at) for one in threads}
    for person, thread in sorted(news, key=lambda pair: ranked[pair]):
        one = news[person, thread]
        if one.is_whole and person not in found:
            found[person] = [one.choice(NAME, whys[thread], post=1)]
    return found


def best(people: People, person: int, threads: list[Quiet], known: Fitting) -> dict[Pair, tuple[int, ...]]:
    """Return the threads that fit a person best, with how well: the less, the better."""
    read = people.heard_boards(person)
    ranked = (
        ((person, one.thread), (one.kind not in SOUGHT, known.rank(person, one.themes), place))
        for place, one in enumerate(threads)
        if one.board in read and one.author != person
    )
    return dict(nsmallest(OF_ONE, ranked, key=lambda pair: pair[1]))


def unanswered(people: People) -> list[Quiet]:
    """Return the threads that somebody may still answer, the newest first."""
    is_open = Q(listing__state=ListingState.OPEN, listing__expires_on__gte=timezone.localdate(people.at))
    threads = Thread.objects.listed().filter(
        Q(kind__in=(Kind.QUESTION, Kind.DISCUSSION)) | (Q(kind__in=(Kind.ASK, Kind.OFFER)) & is_open),
        last_number=1,
        last_post_at__gt=people.since,
        last_post_at__lte=people.at - WAITED,
        closed_at=None,
        board__archived_at=None,
    )
    columns = ("pk", "board", "kind", "author", "themes", "last_post_at")
    return [Quiet(*row) for row in threads.order_by("-last_post_at", "-pk").values_list(*columns)[:MOST]]

"""Asks that nobody answers: after some days whoever moderates the board is told, once for each ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cities.places.models import Membership
from network.forum.choices import Kind
from network.forum.letters import send_unanswered
from network.forum.models import Board, Listing, Post, Thread
from network.forum.querysets import ListingQuerySet
from network.forum.rules import moderates, named_cities
from portal.accounts.models import User
from portal.accounts.roles import Role


def unanswered(at: datetime) -> ListingQuerySet:
    """Return the open asks to which nobody but their author has replied for as long as the portal is set to wait."""
    replies = Post.objects.readable().filter(thread=OuterRef("thread")).exclude(author=OuterRef("thread__author"))
    old = at - timedelta(days=settings.FORUM_UNANSWERED_DAYS)
    asks = Listing.objects.open(timezone.localdate(at)).filter(thread__kind=Kind.ASK, thread__created_at__lte=old)
    return asks.filter(thread__in=Thread.objects.listed()).exclude(Exists(replies))


@transaction.atomic
def surface(at: datetime | None = None) -> int:
    """Tell moderators of asks that nobody answers, and return of how many. Safe to repeat.

    An ask on a board that nobody moderates waits until somebody does.
    """
    at = at or timezone.now()
    rows = unanswered(at).filter(surfaced_at=None).select_for_update(of=["self"], skip_locked=True)
    asks = list(rows.select_related("thread__board").order_by("pk"))
    told: dict[User, list[Listing]] = defaultdict(list)
    keepers = {board.pk: keepers_of(board) for board in {ask.thread.board for ask in asks}}
    for ask in asks:
        for person in keepers[ask.thread.board_id]:
            told[person].append(ask)
    for person, theirs in told.items():
        send_unanswered(person, theirs)
    surfaced = {ask.pk for theirs in told.values() for ask in theirs}
    return Listing.objects.filter(pk__in=surfaced).update(surfaced_at=at)


def keepers_of(board: Board) -> list[User]:
    """Return who moderates a board."""
    people: Iterable[User] = User.objects.filter(is_active=True, groups__name=Role.MODERATORS)
    rows = Membership.objects.coordinators().filter(city__in=named_cities(board)).select_related("user")
    found = {person.pk: person for person in (*people, *(row.user for row in rows))}
    return [person for _key, person in sorted(found.items()) if moderates(person, board)]

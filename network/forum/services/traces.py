"""What is left of threads with people who read them no longer: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from cities.places.models import Membership
from network.forum.choices import Audience
from network.forum.models import Board, Bookmark, Draft, Follow, Match, Mention, Reader
from portal.accounts.models import User
from portal.accounts.roles import Role


def readers_of(audience: str, cities: Sequence[int]) -> QuerySet[User] | None:
    """Return the people whom an audience lets read, or None where everyone does.

    A suspension ends, and so changes nothing here.
    """
    if audience == Audience.PUBLIC:
        return None
    members = Membership.objects.active()
    if audience == Audience.NETWORK:
        moderators = User.groups.through.objects.filter(group__name=Role.MODERATORS).values("user")
        return User.objects.filter(Q(pk__in=members.values("user")) | Q(pk__in=moderators))
    return User.objects.filter(pk__in=members.filter(city__in=cities).values("user"))


def readers_of_board(board: Board) -> QuerySet[User] | None:
    return readers_of(board.audience, list(board.cities.values_list("pk", flat=True)))


def forget_traces(threads: Any, board: Board) -> None:
    """Delete what people who do not read `board` keep of threads on it: marks, bookmarks, drafts, mentions.

    `threads` is a query, or keys.
    """
    readers = readers_of_board(board)
    if readers is None:
        return
    keys = readers.values("pk")
    for model, where in (
        (Reader, Q(thread__in=threads)),
        (Draft, Q(thread__in=threads) | Q(post__thread__in=threads)),
        (Bookmark, Q(post__thread__in=threads)),
        (Mention, Q(post__thread__in=threads)),
        (Match, Q(ask__thread__in=threads, person__isnull=False)),
    ):
        model._default_manager.filter(where).exclude(person__in=keys).delete()


def forget_board(board: Board) -> None:
    """Delete what people keep of a board that they do not read any more, and of its threads."""
    forget_traces(board.threads.values("pk"), board)
    readers = readers_of_board(board)
    if readers is not None:
        for model in (Follow, Draft):
            model._default_manager.filter(board=board).exclude(person__in=readers.values("pk")).delete()

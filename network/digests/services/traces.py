"""What is left of notices with people who do not read any more what they are about: nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from network.digests.counting import forget_counts
from network.digests.models import Notice
from network.forum.models import Board, Thread
from network.forum.services.traces import readers_of_board
from portal.accounts.models import User


def forget_strangers(threads: Any, board: Board) -> None:
    """Delete the notices about threads on `board` of those who do not read it. `threads` is a query, or keys."""
    readers = readers_of_board(board)
    if readers is not None:
        forget_notices(Notice.objects.filter(thread__in=threads).exclude(person__in=readers.values("pk")))


def forget_unreadable(person: User) -> None:
    """Delete the notices of a person about threads that they do not read."""
    readable = Thread.objects.visible_to(User.objects.get(pk=person.pk)).values("pk")
    forget_notices(Notice.objects.filter(person=person, thread__isnull=False).exclude(thread__in=readable))


def forget_notices(notices: QuerySet[Notice]) -> None:
    people = set(notices.order_by().values_list("person", flat=True))
    if people:
        notices.delete()
        forget_counts(people)

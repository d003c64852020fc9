"""The boards that a person reads: beside the lists of threads, and in the index of boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from network.forum.choices import Audience, Level
from network.forum.models import Board, Follow, Reader, Thread
from network.forum.models.board import audience_words
from network.forum.reading.addresses import board_address, thread_address
from network.forum.reading.people import short_name
from network.forum.standing import new_from
from portal.words.parts import Text
from portal.words.themes import Theme

MOST_NEW = 99
"""New threads of a board are counted so far, and no further."""
NEW_FOR = timedelta(days=90)
"""What nobody wrote in for so long is not told as new in lists and beside boards, although it may be unread."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A board in a list. `new` says how many threads are new, as words."""

    pk: int
    title: str
    url: str
    new: str
    description: str
    is_archived: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Latest:
    """What was written last on a board."""

    title: str
    url: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class IndexedBoard:
    """A board in the index: what it is for, who reads it, and what was written last."""

    line: BoardLine
    themes: list[Text]
    read_by: str
    is_private: bool
    latest: Latest | None


def boards_of(user: Any, *, current: str = "") -> list[Any]:
    """Return the boards beside a list of threads, in one query; archived ones only where one stands on it."""
    shown = Q(archived_at=None) | Q(slug=current)
    return list(with_new(Board.objects.visible_to(user).filter(shown), user).with_cities())


def line_of(board: Any, current: int | None = None) -> BoardLine:
    """Return a board `with_new` in the words of a list."""
    new = f"{MOST_NEW}+" if board.new > MOST_NEW else str(board.new or "")
    return BoardLine(
        board.pk,
        board.title,
        board_address(board.slug),
        new,
        board.description,
        board.is_archived,
        board.pk == current,
    )


def with_new(boards: Any, user: Any) -> Any:
    """Annotate `new`: how many threads of each board are new to the reader; and `level`: how closely they follow it.

    On a board that they have muted only threads count for which they chose another level.
    """
    if not user.is_authenticated:
        return boards.annotate(new=Value(0))
    own = Reader.objects.filter(person=user.pk, thread=OuterRef("pk")).exclude(level="")
    on_muted = When(level=Level.MUTED, then=new_threads(user, Exists(own)))
    return boards.annotate(level=board_level(user)).annotate(new=Case(on_muted, default=new_threads(user)))


def told_from(user: Any) -> datetime:
    """Return since when a thread must have been written in, to be told as new in lists and beside boards."""
    return max(new_from(user), timezone.now() - NEW_FOR)


def new_threads(user: Any, *wanted: Q | Exists) -> Combinable:
    """Count the threads of a board that lists mark as new, to a hundred."""
    done = Q(last_read__gte=OuterRef("last_number")) | Q(level=Level.MUTED)
    read = Reader.objects.filter(done, person=user.pk, thread=OuterRef("pk"))
    found = Thread.objects.listed().filter(~Exists(read), *wanted, board=OuterRef("pk"))
    found = found.filter(last_post_at__gt=told_from(user))
    keys = ArraySubquery(found.order_by("-last_post_at", "-pk").values("pk")[: MOST_NEW + 1])
    return Func(keys, function="cardinality", output_field=IntegerField())


def board_level(user: Any) -> Combinable:
    """Return how closely `user` follows the board of a row."""
    own = Follow.objects.filter(person=user.pk, board=OuterRef("pk")).values("level")[:1]
    return Coalesce(Subquery(own), Value(Level.NORMAL))


def index_of(user: Any) -> list[IndexedBoard]:
    """Return every board that `user` reads, in two queries."""
    newest = Thread.objects.listed().filter(board=OuterRef("pk")).order_by("-last_post_at", "-pk")
    boards = with_new(Board.objects.visible_to(user), user).with_cities()
    boards = boards.annotate(newest=Subquery(newest.values("pk")[:1]))
    found = list(boards.order_by(F("archived_at").asc(nulls_first=True), "position", "title", "pk"))
    latest = latest_of([board.newest for board in found if board.newest])
    return [indexed(board, latest.get(board.newest)) for board in found]


def indexed(board: Any, latest: Latest | None) -> IndexedBoard:
    return IndexedBoard(
        line=line_of(board),
        themes=[Theme(theme).label for theme in board.themes],
        read_by=audience_words(board.audience, board.city_names),
        is_private=board.audience == Audience.CITIES,
        latest=latest,
    )


def latest_of(threads: list[int]) -> dict[int, Latest]:
    """Return what was written last in threads that the reader may read."""
    rows = Thread.objects.filter(pk__in=threads).with_latest().annotate(**LAST).values("pk", *SHOWN)
    return {
        row["pk"]: Latest(
            row["title"],
            thread_address(row["board__slug"], row["pk"], row["title"]),
            row["last_post_at"],
            last_by(row),
        )
        for row in rows
    }


LAST = {
    "last_name": F("latest__author__display_name"),
    "last_gone": F("latest__author__anonymised_at"),
    "last_hidden": F("latest__hidden_at"),
    "last_deleted": F("latest__deleted_at"),
}
"""Who wrote the last post, of threads `with_latest`."""
SHOWN = ("title", "board__slug", "last_post_at", *LAST)


def last_by(row: dict[str, Any]) -> str:
    """Return who wrote the last post, or nothing where it is out of sight."""
    if row["last_hidden"] or row["last_deleted"] or not row["last_name"]:
        return ""
    return short_name(row["last_name"], row["last_gone"])

"""The boards that a person reads: beside the lists of threads, and in the index of boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from network.forum.choices import Audience, Level
from network.forum.models import Board, Follow, Thread
from network.forum.models.board import audience_words
from network.forum.reading.addresses import board_address, thread_address
from network.forum.reading.beside import BesideBoard
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
    """A board in the index: what it is for, who reads it, and what was written last. `themes` do not say its title."""

    line: BoardLine
    themes: list[Text]
    read_by: str
    is_private: bool
    latest: Latest | None


def boards_of(user: Any, *, current: str = "") -> list[Any]:
    """Return the boards beside a list of threads, in one query; archived ones only where one stands on it."""
    shown = Q(archived_at=None) | Q(slug=current)
    return with_beside(Board.objects.visible_to(user).filter(shown), user)


def line_of(board: Any, current: int | None = None) -> BoardLine:
    """Return a board `with_beside` in the words of a list."""
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


def with_beside(boards: Any, user: Any) -> list[Any]:
    """Return boards with what is printed with each: its cities, its newest thread, what is new, and the level.

    `new` is how many threads are new to the reader, counted to a hundred; `level` is how closely they follow it.
    """
    since = (
        told_from(user) if user.is_authenticated else timezone.now()
    )  # to somebody without an account nothing is new
    found = list(boards.annotate(beside=BesideBoard(user.pk, since=since, most=MOST_NEW + 1)))
    for board in found:
        board.new, board.level, board.newest = (board.beside[name] for name in ("new", "level", "newest"))
        board.city_keys = [key for key, _name in board.beside["cities"]]
        board.city_names = [name for _key, name in board.beside["cities"]]
    return found


def told_from(user: Any) -> datetime:
    """Return since when a thread must have been written in, to be told as new in lists and beside boards."""
    return max(new_from(user), timezone.now() - NEW_FOR)


def board_level(user: Any) -> Combinable:
    """Return how closely `user` follows the board of a row."""
    own = Follow.objects.filter(person=user.pk, board=OuterRef("pk")).values("level")[:1]
    return Coalesce(Subquery(own), Value(Level.NORMAL))


def index_of(user: Any) -> list[IndexedBoard]:
    """Return every board that `user` reads, in two queries."""
    boards = Board.objects.visible_to(user)
    ordered = boards.order_by(F("archived_at").asc(nulls_first=True), "position", "title", "pk")
    found = with_beside(ordered, user)
    latest = latest_of([board.newest for board in found if board.newest])
    return [indexed(board, latest.get(board.newest)) for board in found]


def indexed(board: Any, latest: Latest | None) -> IndexedBoard:
    return IndexedBoard(
        line=line_of(board),
        themes=[label for theme in board.themes if str(label := Theme(theme).label) != board.title],
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

"""A page of a list of threads, in the words of the page: by keyset, so that no depth makes it slower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cities.places.models import City
from handbooks.querysets import public_q
from handbooks.reading.addresses import entry_number
from network.forum.choices import Kind, Level, ListingState
from network.forum.models import Follow, Post, Reader, Thread, ThreadLink
from network.forum.models.board import audience_words
from network.forum.reading.addresses import board_address, on_page, thread_address
from network.forum.reading.asked import FOLLOWED, MINE, UNANSWERED, Asked, Place
from network.forum.reading.beside import BesideRow
from network.forum.reading.boards import BoardLine, boards_of, last_by, line_of, told_from
from network.forum.reading.days import in_words
from network.forum.reading.people import place_of, short_name
from portal.words.parts import Ink, Text

THREADS = 25
"""Of a page."""
FOLLOWS = (Level.TRACKING, Level.WATCHING)
COLUMNS = ("pk", "title", "kind", "last_number", "last_post_at", "pinned_at", "closed_at", "answer_id")
OWN_COLUMNS = ("unread", "read_to", "level")


@dataclass(frozen=True, slots=True)
class Mark:
    """What came of a thread, as shape, colour and word."""

    shape: str
    word: Text


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a list."""

    pk: int
    title: str
    url: str
    kind: Text
    board: str
    board_url: str
    by: str
    numbers: list[tuple[str, str]]
    replies: str
    last: str
    last_by: str
    new: int
    new_words: str
    new_url: str
    is_pinned: bool
    is_closed: bool
    mark: Mark | None
    reason: str = ""


class ThreadList:
    """The threads that an address asks for, for one reader. `slug` is the board that it is about, empty for all."""

    def __init__(self, asked: Asked, cities: Sequence[City], user: Any, slug: str = "") -> None:
        self.asked, self.cities, self.user = asked, cities, user
        self._boards = boards_of(user, current=slug)
        self.board: Any = next((board for board in self._boards if board.slug == slug), None)
        """The board, or None: of all boards, or of one that the reader does not read."""

    @cached_property
    def boards(self) -> list[BoardLine]:
        """The boards that the reader may go to."""
        return [line_of(board, self.board and self.board.pk) for board in self._boards]

    @property
    def read_by(self) -> str:
        """Who reads the board, which is printed above it."""
        return audience_words(self.board.audience, self.board.city_names)

    @cached_property
    def pinned(self) -> list[ThreadRow]:
        """What is pinned on the board, above its first page."""
        return [self._row(row) for row in self._found if self.board and row["pinned_at"]]

    @cached_property
    def rows(self) -> list[ThreadRow]:
        return [self._row(row) for row in self._listed]

    @property
    def is_empty(self) -> bool:
        return not self._found

    @cached_property
    def older(self) -> str:
        """The address of the page after this one, or nothing at the end of the list."""
        if not self._listed or not (self.asked.after or len(self._found_page) > THREADS):
            return ""
        return self.asked.address(before=place(self._listed[-1]))

    @cached_property
    def newer(self) -> str:
        """The address of the page before this one, or nothing at the beginning."""
        if self.asked.is_first_page or not self._listed or (self.asked.after and len(self._found_page) <= THREADS):
            return ""
        return self.asked.address(after=place(self._listed[0]))

    @property
    def newest(self) -> str:
        """The address of the first page, on any other."""
        return "" if self.asked.is_first_page else self.asked.address()

    def _row(self, row: dict[str, Any]) -> ThreadRow:
        return row_of(row, is_told=self.user.is_authenticated and self._is_told(row))

    def _is_told(self, row: dict[str, Any]) -> bool:
        """Return whether what is new in a thread is marked: by the rule by which `with_beside` counts it."""
        is_quiet = row["board__slug"] in self._muted and not row["level"]
        return not is_quiet and row["last_post_at"] > self._told_from

    @cached_property
    def _told_from(self) -> datetime:
        return told_from(self.user)

    @cached_property
    def _muted(self) -> set[str]:
        """The boards that the reader has muted."""
        return {board.slug for board in self._boards if board.level == Level.MUTED}

    @cached_property
    def _found(self) -> list[dict[str, Any]]:
        """The rows of the page and what is pinned above it, the newest first: one query, whatever is asked."""
        keys: QuerySet = self._page(self._threads(is_pinned=False)).values("pk")[: THREADS + 1]
        if self.board and self.asked.is_first_page:
            keys = keys.union(self._threads(is_pinned=True).values("pk"), all=True)
        found = rows_of(Thread.objects.filter(pk__in=keys), self.user)
        return sorted(found, key=lambda row: (row["last_post_at"], row["pk"]), reverse=True)

    @cached_property
    def _found_page(self) -> list[dict[str, Any]]:
        """The rows of the page, and one more where more follow in the direction that was gone."""
        return [row for row in self._found if not (self.board and row["pinned_at"])]

    @cached_property
    def _listed(self) -> list[dict[str, Any]]:
        """The rows of the page, the newest first, without the one more."""
        return self._found_page[-THREADS:] if self.asked.after else self._found_page[:THREADS]

    def _page(self, threads: Any) -> Any:
        if place := self.asked.after:
            return threads.after(place.at, place.pk)
        if place := self.asked.before:
            threads = threads.before(place.at, place.pk)
        return threads.order_by("-last_post_at", "-pk")

    def _threads(self, *, is_pinned: bool) -> Any:
        threads = Thread.objects.visible_to(self.user).listed().filter(self._wanted())
        if self.board is None:
            return threads
        return threads.filter(board=self.board.pk, pinned_at__isnull=not is_pinned)

    def _wanted(self) -> Q:
        """Return what the filters ask for."""
        asked, wanted = self.asked, Q()
        if slug := asked.get("city"):
            wanted &= Q(city=next(city.pk for city in self.cities if city.slug == slug))
        if theme := asked.get("theme"):
            wanted &= Q(themes__contains=[theme])
        if kind := asked.get("kind"):
            wanted &= Q(kind=kind)
        return wanted & self._show(asked.get("show"))

    def _show(self, chosen: str) -> Q:
        if chosen == UNANSWERED:
            return Q(last_number=1)
        if chosen == MINE:
            return Q(pk__in=Post.objects.filter(author=self.user.pk).published().values("thread"))
        return followed_by(self.user) if chosen == FOLLOWED else Q()


def followed_by(user: Any) -> Q:
    """Match the threads that a person follows: itself, by its board or by one of its themes, and not muted."""
    own = Reader.objects.filter(person=user.pk)
    follows = Follow.objects.filter(person=user.pk, level__in=FOLLOWS)
    boards = follows.filter(board__isnull=False).values("board")
    themes = ArraySubquery(follows.exclude(theme="").values("theme"))
    chosen = Q(pk__in=own.filter(level__in=FOLLOWS).values("thread")) | Q(board__in=boards) | Q(themes__overlap=themes)
    return chosen & ~Q(pk__in=own.filter(level=Level.MUTED).values("thread"))


def rows_of(threads: Any, user: Any, *more: str, **named: Combinable) -> list[dict[str, Any]]:
    """Return what lists print of threads that `user` reads, and the columns `more` and `named`: one query."""
    columns = (*COLUMNS, *more)
    if user.is_authenticated:
        threads, columns = threads.with_reader(user), (*columns, *OWN_COLUMNS)
    beside = {"numbers": numbers_of(), "beside": BesideRow(user.pk)}
    rows = threads.values(*columns, **beside, **named)
    return [row | row.pop("beside") for row in rows]


def numbers_of() -> ArraySubquery:
    """Return the entries that a thread is about and everyone may read, as parts of their numbers."""
    links = ThreadLink.objects.filter(public_q("entry"), thread=OuterRef("pk")).order_by("pk")
    theme, item = (Cast(f"entry__{name}_number", CharField()) for name in ("theme", "item"))
    parts = Concat(F("entry__audience"), Value(" "), theme, Value(" "), item, output_field=CharField())
    return ArraySubquery(links.annotate(parts=parts).values("parts"))


def place(row: dict[str, Any]) -> str:
    return str(Place(row["last_post_at"], row["pk"]))


def row_of(row: dict[str, Any], *, is_told: bool = True) -> ThreadRow:
    """Return a row in the words of a list; `is_told` is whether it says what is new."""
    url = thread_address(row["board__slug"], row["pk"], row["title"])
    new = row["unread"] if is_told and row["unread"] and row["level"] != Level.MUTED else 0
    name = short_name(row["author__display_name"], row["author__anonymised_at"])
    numbers = [
        entry_number(audience, int(theme), int(item)) for audience, theme, item in map(str.split, row["numbers"])
    ]
    return ThreadRow(
        pk=row["pk"],
        title=row["title"],
        url=url,
        kind="" if row["kind"] == Kind.DISCUSSION else Kind(row["kind"]).label,
        board=row["board__title"],
        board_url=board_address(row["board__slug"]),
        by=place_of(name, row["city__name"] or ""),
        numbers=[(number, Ink.of(number)) for number in numbers],
        replies=counted(row["last_number"] - 1),
        last=_("last %(day)s") % {"day": day_of(row["last_post_at"])},
        last_by=_("by %(name)s") % {"name": last} if (last := last_by(row)) else "",
        new=new,
        new_words=new_words(new, row["read_to"]) if new else "",
        new_url=on_page(url, row["read_to"] + 1) if new and row["read_to"] else url,
        is_pinned=row["pinned_at"] is not None,
        is_closed=row["closed_at"] is not None,
        mark=mark_of(row),
    )


def day_of(at: datetime) -> str:
    """Return a day as lists print it: the year is said of other years than this one."""
    day = localtime(at).date()
    return in_words(day, get_language(), "j M" if day.year == timezone.localdate().year else "j M Y")


def new_words(new: int, read_to: int) -> str:
    """Say how many replies are new, or that the thread is, to who never opened it."""
    return _("%(new)s new") % {"new": new} if read_to else _("new")


def counted(replies: int) -> str:
    return ngettext("%(replies)s reply", "%(replies)s replies", replies) % {"replies": replies}


def mark_of(row: dict[str, Any]) -> Mark | None:
    """Return what came of a thread: an answer, an ask that is met or over, a result that was recorded."""
    if row["answer_id"]:
        return Mark("done", _("Answered"))
    if row["listing__state"]:
        return listing_mark(row["listing__state"], date.fromisoformat(row["listing__expires_on"]))
    return Mark("done", _("Outcome recorded")) if row["outcome__result"] else None


def listing_mark(state: str, expires_on: Any) -> Mark:
    """Return where an ask or an offer stands."""
    if state == ListingState.OPEN and expires_on < timezone.localdate():
        return Mark("stop", _("No longer open"))
    shapes = {ListingState.OPEN: "under", ListingState.MET: "done", ListingState.WITHDRAWN: "stop"}
    return Mark(shapes[ListingState(state)], ListingState(state).label)

"""What somebody was told, in the words of their page: the unread first, by day, and posts of one thread as one.

A page is a keyset of notices, whose number of queries depends on neither how many there are nor how far back it goes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from network.digests.choices import NoticeKind
from network.digests.counting import MOST, recount
from network.digests.describing import described
from network.digests.describing.line import Line
from network.digests.describing.posts import POST
from network.digests.models import Notice
from network.forum.reading.days import day_of
from portal.words.parts import Choice, FilterGroup, Text

ROWS = 30
"""Notices of a page."""
SHORT: dict[str, Text] = {
    NoticeKind.MENTION: _("You are named"),
    NoticeKind.REPLY: _("Reply"),
    NoticeKind.FOLLOWED: _("What you watch"),
    NoticeKind.ANSWER: _("Accepted answer"),
    NoticeKind.MATCH: _("Ask that you could answer"),
    NoticeKind.HANDSHAKE: _("Part in an action"),
    NoticeKind.RESPONSE: _("Response to an update"),
    NoticeKind.REMINDER: _("Update that is due"),
    NoticeKind.INVITATION: _("Invitation or request"),
    NoticeKind.EVENT: _("Event"),
    NoticeKind.MODERATION: _("Moderation"),
}
"""What each kind is called beside a line."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = re.compile(r"(u|r)(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a notice, or several of posts in one thread. `url` opens the first, and lets it be read."""

    pk: int
    said: Text
    words: str
    url: str
    at: datetime
    kind: Text
    is_unread: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of a day."""

    name: str
    rows: Sequence[Row]


class Noticed:
    """A page of the notices of one person. `kind` narrows it; `place` says behind which notice it begins."""

    def __init__(self, user: Any, kind: str = "", place: str = "") -> None:
        self.user = user
        self.kind = kind if kind in NoticeKind.values else ""
        self._place = PLACE.fullmatch(place)

    @cached_property
    def unread(self) -> int:
        """How many are not read, of all kinds, as the bell says."""
        return recount(self.user)

    @cached_property
    def _found(self) -> list[Notice]:
        rows = Notice.objects.visible_to(self.user)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self._place:
            rows = rows.filter(behind(*self._place.groups()))
        return list(rows.unread_first()[: ROWS + 1])

    @cached_property
    def _days(self) -> dict[bool, list[Day]]:
        own = self._found[:ROWS]
        lines = described(own, self.user)
        found: dict[bool, list[Day]] = {True: [], False: []}
        for (is_unread, name), notices in groupby(own, key=lambda one: (one.read_at is None, day_of(one.at))):
            told = [one for one in notices if one.pk in lines]
            if rows := rows_of(told, lines):
                found[is_unread].append(Day(name, rows))
        return found

    @property
    def new(self) -> list[Day]:
        return self._days[True]

    @property
    def lines(self) -> int:
        """How many lines all that is not read stands in; 0 where this page does not hold all of it."""
        is_whole = self.is_first and not self.kind and self.unread < MOST
        ends = len(self._found) <= ROWS or self._found[ROWS].read_at is not None
        return sum(len(day.rows) for day in self.new) if is_whole and ends else 0

    @property
    def former(self) -> list[Day]:
        return self._days[False]

    @property
    def older(self) -> str:
        """The query of the next page, or nothing."""
        if len(self._found) <= ROWS:
            return ""
        return "?" + urlencode({**({"kind": self.kind} if self.kind else {}), "after": place_of(self._found[ROWS - 1])})

    @property
    def is_first(self) -> bool:
        return self._place is None

    @property
    def groups(self) -> list[FilterGroup]:
        choices = [Choice(value=value, label=label, chosen=value == self.kind) for value, label in SHORT.items()]
        everything = Choice(value="", label=_("Everything"), chosen=not self.kind)
        return [FilterGroup(name="kind", label=_("Kind"), choices=[everything, *choices])]


def behind(state: str, micros: str, pk: str) -> Q:
    """Match what stands behind a notice in the order of the page."""
    at, key = EPOCH + timedelta(microseconds=int(micros)), int(pk)
    older = Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=key))
    is_read = Q(read_at__isnull=False)
    return (~is_read & older) | is_read if state == "u" else is_read & older


def place_of(notice: Notice) -> str:
    """Return the place of a notice in the order of the page, for `behind`."""
    micros = (notice.at - EPOCH) // timedelta(microseconds=1)
    return f"{'u' if notice.read_at is None else 'r'}{micros}-{notice.pk}"


def rows_of(notices: list[Notice], lines: dict[int, Line]) -> list[Row]:
    """Return the lines of notices of one day, the newest first: those of posts in one thread as one line."""
    together: dict[Any, list[Notice]] = {}
    for one in notices:
        is_followed = one.source == POST and one.kind != NoticeKind.MENTION
        together.setdefault(("thread", one.thread_id) if is_followed else one.pk, []).append(one)
    return [row_of(own, lines) for own in together.values()]


def row_of(notices: list[Notice], lines: dict[int, Line]) -> Row:
    """Return the line of some notices, the newest first; it leads to the first of them."""
    newest, first, count = notices[0], notices[-1], len(notices)
    line = lines[newest.pk]
    return Row(
        pk=first.pk,
        said=line.said if count == 1 else said_of_many(line, count),
        words=line.words,
        url=reverse("notice", args=[first.pk]),
        at=localtime(newest.at),
        kind=SHORT[newest.kind],
        is_unread=newest.read_at is None,
        count=count,
    )


def said_of_many(line: Line, count: int) -> str:
    told = {"count": count, "thread": line.about, "who": ", ".join(filter(None, (line.name, line.place)))}
    return (
        ngettext(
            "%(count)s new post in “%(thread)s”, by %(who)s",
            "%(count)s new posts in “%(thread)s”, the latest by %(who)s",
            count,
        )
        % told
    )

"""What a demonstration thread says, in values that travel. Days are counted from today: those gone are below nought.

In a text `{lg:slug}`, `{cs:slug}` and `{p:slug}` stand for an entry or a precedent, which is linked by its number,
and `{@:Member, Leeds}` names a person.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from inspect import cleandoc

from django.utils import timezone

from cities.places.demo import cast
from cities.places.demo.cast import MARK
from cities.plans.demo.script import cs, day, lg, precedent
from network.forum.choices import FlagReason, Kind, Result
from portal.accounts.demo import PEOPLE
from portal.words.themes import Theme

BIRMINGHAM, MANCHESTER = cast.SURVEYOR_BIRMINGHAM, cast.BUYER_MANCHESTER
NOTTINGHAM, SHEFFIELD = cast.ORGANISER_NOTTINGHAM, cast.TREASURER_SHEFFIELD
BRISTOL, CARDIFF, GLASGOW = cast.COORDINATOR_BRISTOL, cast.COORDINATOR_CARDIFF, cast.COORDINATOR_GLASGOW
LEEDS, LIVERPOOL, NEWCASTLE = cast.COORDINATOR_LEEDS, cast.COORDINATOR_LIVERPOOL, cast.COORDINATOR_NEWCASTLE
TENANTS, HOSPITAL, CO_OPERATIVE = cast.MEMBER_LEEDS, cast.PARTNER_LEEDS, cast.MEMBER_GLASGOW
TRUST, ADVISER = cast.PARTNER_ELSEWHERE, cast.ADVISER
MODERATOR, WRITER = (next(one.title for one in PEOPLE if one.title == title) for title in ("Moderator", "Writer"))

EXAMPLE = (
    "*This thread is an example, made for trying the portal out. Its people, figures and decisions are invented and"
    " say nothing about the council of any city or anybody else.*"
)
PLACE = re.compile(r"\{(lg|cs|p|@):([^}]+)\}")
"""What stands for an entry, a precedent or a person in a text."""
KEYS = {"lg": lg, "cs": cs, "p": precedent}
WRAP = re.compile(r"(?<!\n)\n(?![\n|>\-*\d\[])")
"""A line break that is there for the width of this file alone."""
NAMES = uuid.UUID("6c2b7f1e-0d5b-4f3e-9a51-6f4f3a0c7d21")
"""The space of the names under which demonstration posts are sent: each is sent once."""
MORNING, BETWEEN = time(9, 10), timedelta(minutes=47)


def moment(offset: int, number: int = 0) -> datetime:
    """Return the morning of a day, later for a post further down."""
    return timezone.make_aware(datetime.combine(day(offset), MORNING)) + number * BETWEEN


def unwrapped(text: str) -> str:
    return WRAP.sub(" ", cleandoc(text))


def keys_in(text: str) -> set[str]:
    """Return the keys of the entries and precedents that a text names."""
    return {KEYS[kind](name) for kind, name in PLACE.findall(text) if kind in KEYS}


@dataclass(frozen=True)
class Report:
    """A reader's report of a post. `hidden` is the reason for which a moderator then hid it; empty: it waits."""

    by: str
    reason: FlagReason
    note: str = ""
    hidden: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A post. `quotes` is the number of an earlier one, of which `passage` is quoted, or all.

    `was` is what it said before its author changed it; `useful` names who marked it.
    """

    by: str
    when: int
    body: str
    quotes: int = 0
    passage: str = ""
    was: str = ""
    useful: tuple[str, ...] = ()
    report: Report | None = None
    is_deleted: bool = False


def say(by: str, when: int, body: str, *, was: str = "", **more: object) -> Line:
    return Line(by=by, when=when, body=unwrapped(body), was=unwrapped(was), **more)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Days:
    """Until when an ask or an offer is needed and open, and how it was met, if it was: perhaps with another thread."""

    needed_by: int | None = None
    expires_on: int
    met: str = ""
    met_with: str = ""


@dataclass(frozen=True, kw_only=True)
class Came:
    """An outcome. `is_drafted` has a draft of a precedent made of it, which is held back."""

    asked: str
    result: Result
    summary: str
    by: str
    city: str
    numbers: tuple[int, ...]
    review: int
    place: str = ""
    is_drafted: bool = False


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A thread. `name` is what it is known by; `about` are keys of starter content beside those that it names.

    `answer` is the number of the accepted one; `closed` the reason; `grows_into` the name of the thread it is merged
    into.
    """

    name: str
    board: str
    title: str
    lines: Sequence[Line]
    kind: Kind = Kind.DISCUSSION
    themes: tuple[Theme, ...] = ()
    about: tuple[str, ...] = ()
    days: Days | None = None
    answer: int = 0
    is_pinned: bool = False
    closed: str = ""
    grows_into: str = ""
    outcome: Came | None = None

    @property
    def starts(self) -> int:
        return self.lines[0].when

    @property
    def keys(self) -> set[str]:
        """The keys of all starter content that the thread names or is about."""
        return {*self.about, *(key for line in self.lines for key in keys_in(line.body + line.was))}

    @property
    def voices(self) -> set[str]:
        """The titles of all who take part."""
        named = {name for line in self.lines for kind, name in PLACE.findall(line.body) if kind == "@"}
        readers = {name for line in self.lines for name in line.useful}
        return named | readers | {line.by for line in self.lines}

    def submission(self, number: int) -> uuid.UUID:
        """Return the name under which a post is sent, the same on every load."""
        return uuid.uuid5(NAMES, f"{self.name}:{number}")

    def said(self, number: int) -> str:
        """Return the text of a post; the first says that all of it is an example."""
        line = self.lines[number - 1]
        return f"{line.body}\n\n{EXAMPLE}" if number == 1 else line.body


def marked(text: str) -> str:
    return f"{text} {MARK}"

"""What is new to a person, in the order in which it concerns them: each thread once, with why it stands there.

Four parts: threads that they follow themselves, asks that their city could answer, threads on boards and themes that
they follow, and all else. Three queries, whatever there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.places.models import City
from cities.places.roles import cities_of
from cities.plans.models import EditionAction
from network.forum.choices import Kind, Level, ListingState
from network.forum.models import Follow, Thread
from network.forum.reading.addresses import network
from network.forum.reading.boards import NEW_FOR
from network.forum.reading.levels import level_of
from network.forum.reading.lists import FOLLOWS, ThreadRow, row_of, rows_of
from network.forum.standing import belongs
from portal.accounts.models import User
from portal.words.parts import Text
from portal.words.themes import Theme

SHOWN = 10
"""Threads of each part; the list behind it shows the rest."""
MOST = 99
"""Threads of a part are counted so far, and no further."""
OWN, ASKS, FOLLOWED, ELSE = range(4)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page. `count` is in words; `more_url` leads to what is not shown."""

    name: str
    title: Text
    text: Text
    count: str
    rows: list[ThreadRow]
    more_url: str


WORDS = (
    ("own", gettext_lazy("In threads that you follow"), "", "?show=followed"),
    (
        "asks",
        gettext_lazy("Asks that your city could answer"),
        gettext_lazy("Another city asks about something that yours works on, or that you know."),
        "asks/",
    ),
    ("followed", gettext_lazy("On boards and themes that you follow"), "", "?show=followed"),
    ("else", gettext_lazy("What else is new"), gettext_lazy("On the boards that you read."), ""),
)


class WhatIsNew:
    """What one person has not read, by part."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def parts(self) -> list[Part]:
        """The parts that hold something, in order."""
        rows = self._rows([pk for keys in self._keys for pk in keys[:SHOWN]])
        return [self._part(place, keys, rows) for place, keys in enumerate(self._keys) if keys]

    def _part(self, place: int, keys: list[int], rows: dict[int, dict[str, Any]]) -> Part:
        name, title, text, rest = WORDS[place]
        found = [replace(row_of(rows[pk]), reason=self._reason(place, rows[pk])) for pk in keys[:SHOWN] if pk in rows]
        count = f"{MOST}+" if len(keys) > MOST else str(len(keys))
        return Part(name, title, text, count, found, network() + rest if len(keys) > SHOWN else "")

    @cached_property
    def _known(self) -> Any:
        """What the person follows, and the themes that their cities and they know something about: one query."""
        follows = Follow.objects.filter(person=OuterRef("pk"))
        offers = Thread.objects.listed().filter(kind=Kind.OFFER, city__in=self._cities)
        actions = EditionAction.objects.visible_to().current().filter(edition__plan__city__in=self._cities)
        each = Func(F("themes"), function="unnest", output_field=TextField())
        return (
            User.objects.filter(pk=self.user.pk)
            .annotate(
                follows=ArraySubquery(
                    follows.values(row=JSONObject(board=F("board"), theme=F("theme"), at=F("level")))
                ),
                offered=ArraySubquery(offers.order_by().annotate(one=each).values("one").distinct()),
                acted=ArraySubquery(actions.order_by().values("theme").distinct()),
                names=ArraySubquery(City.objects.filter(pk__in=self._cities).order_by("name").values("name")),
            )
            .values("follows", "offered", "acted", "names", "interests")
            .get()
        )

    @cached_property
    def _cities(self) -> list[int]:
        return cities_of(self.user) if belongs(self.user) else []

    @cached_property
    def _boards(self) -> dict[int, str]:
        return {row["board"]: row["at"] for row in self._known["follows"] if row["board"]}

    @cached_property
    def _themes(self) -> dict[str, str]:
        return {row["theme"]: row["at"] for row in self._known["follows"] if row["theme"]}

    @cached_property
    def _skills(self) -> list[str]:
        known = self._known
        return sorted({*known["interests"], *known["offered"], *known["acted"]}) if self._cities else []

    @cached_property
    def _keys(self) -> list[list[int]]:
        """The threads of each part, newest first, each in the first part that it belongs to: one query."""
        found: list[list[int]] = [[], [], [], []]
        known: set[int] = set()
        first, *others = self._queries()
        for pk, part, _at in sorted(first.union(*others, all=True), key=lambda row: (row[1], -row[2].timestamp())):
            if pk not in known:
                known.add(pk)
                found[part].append(pk)
        return found

    def _queries(self) -> Iterator[Any]:
        readable: Any = Thread.objects.visible_to(self.user).listed().with_reader(self.user)
        unread = readable.filter(unread__gt=0)
        yield limited(unread.filter(reading__level__in=FOLLOWS), OWN)
        rest = unread.exclude(level__in=(Level.MUTED, *FOLLOWS))
        if self._skills:
            yield limited(rest.filter(self._answerable()), ASKS)
        chosen = self._chosen()
        if chosen:
            yield limited(rest.filter(chosen), FOLLOWED)
        recent = rest.filter(last_post_at__gt=timezone.now() - NEW_FOR).exclude(self._muted())
        yield limited(recent.exclude(chosen) if chosen else recent, ELSE)

    def _answerable(self) -> Q:
        """Match open asks of other cities about what this person's cities know."""
        is_open = Q(listing__state=ListingState.OPEN, listing__expires_on__gte=timezone.localdate())
        elsewhere = Q(city=None) | ~Q(city__in=self._cities)
        return is_open & elsewhere & Q(kind=Kind.ASK, themes__overlap=self._skills) & ~Q(author=self.user.pk)

    def _chosen(self) -> Q:
        """Match the threads of boards and themes that the person follows."""
        boards = [board for board, level in self._boards.items() if level in FOLLOWS]
        themes = [theme for theme, level in self._themes.items() if level in FOLLOWS]
        on_boards = Q(board__in=boards) if boards else Q()
        return on_boards | Q(themes__overlap=themes) if themes else on_boards

    def _muted(self) -> Q:
        """Match the threads of boards that the person has muted."""
        return Q(board__in=[board for board, level in self._boards.items() if level == Level.MUTED])

    def _rows(self, keys: list[int]) -> dict[int, dict[str, Any]]:
        found = rows_of(Thread.objects.filter(pk__in=keys), self.user, "board", "themes", why=F("reading__why"))
        return {row["pk"]: row for row in found}

    def _reason(self, place: int, row: dict[str, Any]) -> str:
        if place == ASKS:
            return self._skill(row["themes"])
        if place == ELSE:
            return ""
        themes = [(theme, level) for theme, level in self._themes.items() if theme in row["themes"]]
        level = self._boards.get(row["board"], "")
        followed = level_of(row["level"], row["why"] or "", board=level, board_title=row["board__title"], themes=themes)
        return f"{followed.label}: {followed.because}" if followed.because else str(followed.label)

    def _skill(self, themes: list[str]) -> str:
        """Return why an ask concerns the person: their city offers help, or acts on it, or it is their interest."""
        said = {"cities": ", ".join(self._known["names"])}
        for known, words in (
            ("offered", _("%(cities)s offered help on %(theme)s")),
            ("acted", _("%(cities)s has actions on %(theme)s")),
            ("interests", _("you are interested in %(theme)s")),
        ):
            if theme := next((theme for theme in themes if theme in self._known[known]), None):
                return words % {**said, "theme": Theme(theme).label}
        return ""


def limited(threads: Any, part: int) -> Any:
    """Return the newest keys of a part, with its place, for a union."""
    found = threads.annotate(part=Value(part)).order_by("-last_post_at", "-pk")
    return found.values_list("pk", "part", "last_post_at")[: MOST + 1]

"""Which new and changed pages of the handbooks concern some people: by nation, by theme, by what their cities use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbooks.models import ChangeNote
from handbooks.reading.changes import public_notes
from network.digests.building.fitting import INTERESTED, NOTHING, Fit, Fitting
from network.digests.building.people import People
from network.digests.building.told import told_of
from network.digests.building.used import used
from network.digests.choices import ItemKind
from portal.words.nations import Nation
from portal.words.themes import Theme

MOST = 13
"""Of one person and section: more than a digest holds."""


class Noted(Protocol):
    """A new or changed page, by its note."""

    @property
    def note(self) -> int: ...

    @property
    def at(self) -> datetime: ...


Page = TypeVar("Page", bound=Noted)


def newest_notes(people: People) -> QuerySet[ChangeNote]:
    """Return the newest recent note of each public page. What was loaded at once is told of a few at a time."""
    recent = public_notes().filter(published_at__gt=people.since).select_related(None)
    return recent.order_by("page", "-published_at", "-pk").distinct("page")


class Pages:
    """What some people, in the network or not, are told of pages for; four queries for all of them."""

    def __init__(self, people: People, notes: Collection[int]) -> None:
        self.people = people
        self.fitting = Fitting(people)
        self.told = told_of(people, ItemKind.CHANGE, notes)
        interested = _("You are interested in %(theme)s.")
        self._interests = {theme.value: Fit(INTERESTED, interested % {"theme": theme.label}) for theme in Theme}
        anywhere = _("You have chosen neither a nation nor themes, so this is from all of them.")
        applies = _("It applies in %(nation)s.")
        self.in_nation = {nation.value: Fit(NOTHING, applies % {"nation": nation.label}) for nation in Nation}
        self.in_nation[""] = Fit(NOTHING, anywhere)
        self._uses: dict[tuple[int, int], str] = {}
        for thing, uses in used(people).items():
            for use in reversed(uses if thing.kind == "entry" else ()):
                self._uses[use.city, thing.key] = _("Action %(number)s of %(city)s uses it.") % {
                    "number": use.number,
                    "city": use.name,
                }

    def is_new(self, person: int, note: int, at: Any) -> bool:
        """Return whether a note was published since a person joined, and they were not told of it."""
        user = self.people.users.get(person)
        return user is not None and at > user.joined_at and (person, note) not in self.told

    def use_of(self, person: int, entry: int) -> str:
        """Return which action of a person's cities uses an entry, in words, or nothing."""
        found = (self._uses.get((city, entry), "") for city in self.people.cities_of(person))
        return next(filter(None, found), "")

    def in_order(
        self, fitting: Callable[[int], Iterable[tuple[Fit, Page]]]
    ) -> Iterator[tuple[int, list[tuple[Fit, Page]]]]:
        """Yield each person with what concerns them, what fits best first, then the newest.

        `fitting` says what concerns a person: asked once for all whose cities, nations and interests are the same.
        """
        kept: dict[Any, list[tuple[Fit, Page]]] = {}
        for person in self.people.keys:
            if (user := self.people.users.get(person)) is None:
                continue
            rows = self.people.memberships.get(person, ())
            same = tuple(row.city_id for row in rows), user.nation, tuple(user.interests), self.people.belongs(person)
            if same not in kept:
                kept[same] = sorted(fitting(person), key=lambda pair: (pair[0].rank, -pair[1].at.timestamp()))
            yield person, kept[same]

    def nations_of(self, person: int) -> list[str]:
        """Return the nations of a person and of their cities, their own first."""
        own = self.people.users[person].nation
        rows = self.people.memberships.get(person, ())
        return [nation for nation in dict.fromkeys([own, *(row.city.nation for row in rows)]) if nation]

    def has_themes(self, person: int) -> bool:
        return self.fitting.knows(person) or bool(self.people.users[person].interests)

    def fit(self, person: int, themes: Collection[str]) -> Fit | None:
        """Return why something on some themes concerns a person, in the network or not."""
        if found := self.fitting.of(person, themes):
            return found
        chosen = self.people.users[person].interests
        return next((self._interests[theme] for theme in themes if theme in chosen), None)

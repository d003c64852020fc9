"""What a person, or one of their cities, knows something about: by theme, with the reason in words.

As on the page of what is new: their city offers help, or acts on it, or it is an interest of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, TextField
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.plans.models import EditionAction
from network.digests.building.people import People
from network.forum.choices import Kind
from network.forum.models import Thread
from portal.words.themes import Theme

ACTED, OFFERED, INTERESTED, NOTHING = range(4)


@dataclass(frozen=True, slots=True)
class Fit:
    """Why something fits a person; of a lower rank what fits better."""

    rank: int
    why: str


class Fitting:
    """What some people, and their cities, know something about: two queries for all of them."""

    def __init__(self, people: People) -> None:
        self.people = people
        acts, offers = _("%(city)s has actions on %(theme)s."), _("%(city)s offered help on %(theme)s.")
        self._cities = [reasons(ACTED, acts, acted(people)), reasons(OFFERED, offers, offered(people))]
        interested = _("You are interested in %(theme)s.")
        self._interests = {theme.value: Fit(INTERESTED, interested % said(theme)) for theme in Theme}
        self._kept: dict[int, dict[str, Fit]] = {}

    def of(self, person: int, themes: Collection[str]) -> Fit | None:
        """Return why something on some themes concerns a person, the strongest reason; None where it does not."""
        known = self._themes(person)
        return min((known[theme] for theme in themes if theme in known), key=lambda fit: fit.rank, default=None)

    def rank(self, person: int, themes: Collection[str]) -> int:
        """Return how well some themes fit a person: the less, the better."""
        fit = self.of(person, themes)
        return fit.rank if fit else NOTHING

    def knows(self, person: int) -> bool:
        return bool(self._themes(person))

    def _themes(self, person: int) -> dict[str, Fit]:
        if person not in self._kept:
            found: dict[str, Fit] = {}
            for theme, fit in self._reasons(person):
                found.setdefault(theme, fit)
            self._kept[person] = found
        return self._kept[person]

    def _reasons(self, person: int) -> Iterator[tuple[str, Fit]]:
        if not self.people.belongs(person):
            return
        for known in self._cities:
            for membership in self.people.memberships.get(person, ()):
                yield from known(membership.city)
        for theme in self.people.users[person].interests:
            yield theme, self._interests[theme]


def said(theme: str, city: str = "") -> dict[str, Any]:
    return {"city": city, "theme": Theme(theme).label}


def reasons(rank: int, words: str, themes: dict[int, set[str]]) -> Callable[[City], list[tuple[str, Fit]]]:
    """Return what says of a city on which themes it does something, with the reason, put into words once for each."""
    kept: dict[int, list[tuple[str, Fit]]] = {}

    def of_city(city: City) -> list[tuple[str, Fit]]:
        if city.pk not in kept:
            known = sorted(themes.get(city.pk, ()))
            kept[city.pk] = [(one, Fit(rank, words % said(one, city.name))) for one in known]
        return kept[city.pk]

    return of_city


def acted(people: People) -> dict[int, set[str]]:
    """Return the themes of the actions in the last editions of the people's cities."""
    actions = EditionAction.objects.visible_to().current().filter(edition__plan__city__in=people.cities)
    found: dict[int, set[str]] = defaultdict(set)
    for city, theme in actions.order_by().values_list("edition__plan__city", "theme").distinct():
        found[city].add(theme)
    return found


def offered(people: People) -> dict[int, set[str]]:
    """Return the themes on which the people's cities offered help, where all of the city read the offer."""
    each = Func(F("themes"), function="unnest", output_field=TextField())
    offers = Thread.objects.listed().filter(kind=Kind.OFFER, city__in=people.cities).order_by()
    found: dict[int, set[str]] = defaultdict(set)
    for city, board, theme in offers.annotate(one=each).values_list("city", "board", "one").distinct():
        if board in people.boards_of_city(city):
            found[city].add(theme)
    return found

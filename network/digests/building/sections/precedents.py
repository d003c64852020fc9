"""New precedents: first those of a person's cities, then those on their themes, then others."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.fitting import NOTHING, Fit
from network.digests.building.pages import MOST, Pages, newest_notes
from network.digests.building.people import People
from network.digests.choices import ItemKind

NAME = "precedents"
OWN = -1
"""Rank of a precedent of a person's own city."""
COLUMNS = (
    *("pk", "published_at", "page__precedentpage__city", "page__precedentpage__themes"),
    "page__precedentpage__place",
)


class Precedent(NamedTuple):
    """The note of a new precedent, with what decides whom it concerns."""

    note: int
    at: datetime
    city: int | None
    themes: list[str]
    place: str


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the new precedents for each person, those that fit them best first, then the newest."""
    rows: Any = newest_notes(people).filter(is_new=True, page__precedentpage__isnull=False)
    precedents = [Precedent(*row) for row in rows.values_list(*COLUMNS)]
    if not precedents:
        return {}
    pages = Pages(people, [one.note for one in precedents])
    found: dict[int, list[Choice]] = {}
    for person, ordered in pages.in_order(lambda person: [(fit_of(pages, person, one), one) for one in precedents]):
        fresh = (choice(one, fit) for fit, one in ordered if pages.is_new(person, one.note, one.at))
        if told := list(islice(fresh, MOST)):
            found[person] = told
    return found


def choice(one: Precedent, fit: Fit) -> Choice:
    return Choice(section=NAME, kind=ItemKind.CHANGE, key=one.note, why=fit.why)


def fit_of(pages: Pages, person: int, one: Precedent) -> Fit:
    for row in pages.people.memberships.get(person, ()):
        if row.city_id == one.city:
            return Fit(OWN, _("It is from %(city)s, your city.") % {"city": row.city.name})
    return pages.fit(person, one.themes) or Fit(NOTHING, _("It is new, and from %(place)s.") % {"place": one.place})

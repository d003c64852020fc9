"""New and changed entries of the handbooks, in a person's nations and on their themes, or that their cities use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from handbooks.models import ThemePage
from network.digests.building.choice import Choice
from network.digests.building.fitting import Fit
from network.digests.building.pages import MOST, Pages, newest_notes
from network.digests.building.people import People
from network.digests.choices import ItemKind

NAME = "handbooks"
USED = -1
"""Rank of an entry that an action of a person's city uses."""
COLUMNS = (
    *("pk", "page", "published_at", "page__entrypage__nations"),
    *("page__entrypage__audience", "page__entrypage__theme_number"),
)


class Changed(NamedTuple):
    """The newest note of an entry, with what decides whom it concerns."""

    note: int
    page: int
    at: datetime
    nations: list[str]
    themes: list[str]


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the changes that concern each person: what their city uses, then what fits them best, the newest first."""
    changes = recent(people)
    if not changes:
        return {}
    pages = Pages(people, [change.note for change in changes])
    found: dict[int, list[Choice]] = {}
    for person, ordered in pages.in_order(lambda person: fitting(pages, person, changes)):
        fresh = (choice(one, fit) for fit, one in ordered if pages.is_new(person, one.note, one.at))
        if told := list(islice(fresh, MOST)):
            found[person] = told
    return found


def fitting(pages: Pages, person: int, changes: list[Changed]) -> Iterator[tuple[Fit, Changed]]:
    """Yield the changes that concern a person, each with why."""
    nations = pages.nations_of(person)
    for change in changes:
        if fit := fit_of(pages, person, nations, change):
            yield fit, change


def choice(change: Changed, fit: Fit) -> Choice:
    return Choice(section=NAME, kind=ItemKind.CHANGE, key=change.note, why=fit.why)


def recent(people: People) -> list[Changed]:
    """Return the newest note of each entry, in two queries."""
    pages: Any = ThemePage.objects.values_list("audience", "number", "theme")
    theme_of = {(audience, number): theme for audience, number, theme in pages}
    rows: Any = newest_notes(people).filter(page__entrypage__isnull=False)
    return [
        Changed(note, page, at, nations, [theme for theme in [theme_of.get((audience, number))] if theme])
        for note, page, at, nations, audience, number in rows.values_list(*COLUMNS)
    ]


def fit_of(pages: Pages, person: int, nations: list[str], change: Changed) -> Fit | None:
    """Return why a change concerns a person, or None. Who chose neither nation nor themes is told of every one."""
    if use := pages.use_of(person, change.page):
        return Fit(USED, use)
    here = next((nation for nation in nations if nation in change.nations), "")
    if nations and not here:
        return None
    if fit := pages.fit(person, change.themes):
        return fit
    if pages.has_themes(person):
        return None
    return pages.in_nation[here]

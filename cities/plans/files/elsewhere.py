"""What a dry run says of entries that rows newly name, and that do not apply in the nation of the city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import ngettext

from cities.plans.files.checking import Checked
from cities.plans.files.present import PlanPresent
from handbooks.models import EntryPage
from handbooks.reading.nation import Reader
from portal.words.nations import Nation

LISTED = 5
"""Rows that a note names."""


def notes_on_nations(now: PlanPresent, checked: Iterable[Checked]) -> list[str]:
    """Return a note for each entry of another nation that rows newly name. A warning: such an entry may be meant."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row in checked:
        for entry in newly_named(row):
            rows[entry].append(row.row.line)
    reader = Reader(Nation(now.plan.city.nation))
    entries = EntryPage.objects.filter(pk__in=rows).order_by("audience", "theme_number", "item_number") if rows else []
    return [
        note_on(entry, elsewhere, rows[entry.pk]) for entry in entries if (elsewhere := reader.elsewhere(entry.nations))
    ]


def newly_named(row: Checked) -> set[int]:
    """Return the entries that a row names and its action does not yet."""
    present = {basis.page for basis in row.present.text.entries} if row.present else set()
    return set(row.wanted.entries or []) - present


def note_on(entry: EntryPage, elsewhere: str, lines: list[int]) -> str:
    said = ", ".join(map(str, lines[:LISTED])) + (" …" if len(lines) > LISTED else "")
    note = ngettext(
        "Row %(lines)s names %(number)s %(title)s. %(elsewhere)s.",
        "Rows %(lines)s name %(number)s %(title)s. %(elsewhere)s.",
        len(lines),
    )
    return note % {"lines": said, "number": entry.number, "title": entry.title, "elsewhere": elsewhere}

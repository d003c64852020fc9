"""A checked import as its page prints it: what each row would change, word by word, or why it can't."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cities.plans.choices import ImportState
from cities.plans.files.checking import RowState
from cities.plans.files.columns import READ, Field
from cities.plans.files.readable import WHOLE, readable
from cities.plans.models import ImportBatch

HEADINGS: dict[str, str | Promise] = {column.key: column.heading for column in READ}
FIRST = (RowState.ERROR, RowState.CHANGED, RowState.NEW, RowState.SAME)


@dataclass(frozen=True)
class ShownCell:
    """A cell of a row: its heading, what it said and what it says, or what is wrong with it."""

    heading: str | Promise
    before: str = ""
    after: str = ""
    error: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row of the file that changes something, or can't, or of which something is to be said."""

    line: int
    state: str
    number: int | None
    title: str
    cells: list[ShownCell]
    remarks: list[str]

    @property
    def is_error(self) -> bool:
        return self.state == RowState.ERROR

    @property
    def is_new(self) -> bool:
        return self.state == RowState.NEW

    @property
    def label(self) -> str:
        labels = {
            RowState.ERROR: _("Error"),
            RowState.NEW: _("New"),
            RowState.CHANGED: _("Changed"),
            RowState.SAME: _("As it is"),
        }
        return labels[RowState(self.state)]


class BatchReading:
    """What the page of an import prints."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.counts = Counter(row["state"] for row in batch.rows)

    @property
    def is_waiting(self) -> bool:
        return self.batch.state == ImportState.CHECKED

    @property
    def is_applied(self) -> bool:
        return self.batch.state == ImportState.APPLIED

    @property
    def may_be_applied(self) -> bool:
        return self.is_waiting and not self.errors and bool(self.new or self.changed)

    @property
    def total(self) -> int:
        return len(self.batch.rows)

    @property
    def errors(self) -> int:
        return self.counts[RowState.ERROR]

    @property
    def new(self) -> int:
        return self.counts[RowState.NEW]

    @property
    def changed(self) -> int:
        return self.counts[RowState.CHANGED]

    @property
    def same(self) -> int:
        return self.counts[RowState.SAME]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows worth reading: errors first, then changes, then what is new, then what is only remarked on."""
        worth = [row for row in self.batch.rows if row["state"] != RowState.SAME or row.get("remarks")]
        return sorted(worth, key=lambda row: (FIRST.index(RowState(row["state"])), row["line"]))


def shown(row: dict[str, Any]) -> ShownRow:
    """Return a stored row as the page prints it."""
    errors = dict(row["errors"])
    cells = [ShownCell(HEADINGS[name], error=message) for name, message in errors.items()]
    cells += [
        ShownCell(HEADINGS[name], readable(name, now), readable(name, then), is_whole=name in WHOLE)
        for name, now, then in row["changes"]
        if name not in errors and name != Field.NUMBER
    ]
    return ShownRow(row["line"], row["state"], row["number"], row["title"], cells, row.get("remarks", []))

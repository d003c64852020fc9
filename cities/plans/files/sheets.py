"""Rows of an uploaded spreadsheet: text by column, whatever its format, within limits that are met early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cities.plans.files.columns import READ, Column, Field, as_a_cell_holds, column_called, squeezed
from portal.text.cells import unharmed

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 10_000
MOST_LINES = 2 * MOST_ROWS
"""Rows that are looked at, empty ones and examples too: a file of a kilobyte may hold a billion of those."""
MOST_COLUMNS = 60
HEADER_WITHIN = 20
EXAMPLE = "example"
"""In the column of numbers: the row shows how to fill the sheet in, and is left out."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, as text; or why it can't be read."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the file, by its place there: the cells of the columns that it has.

    `told` holds what it says of stage and outlook, which the import never takes.
    """

    line: int
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """The rows that a file holds, and what is to be said of it."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)


SAID_ALOUD = ("stage", "outlook")
"""Columns of what happened that people change in the hope that it is taken: their rows are told that it is not."""

Lines = Iterator[tuple[int, list[Cell]]]


def assemble(lines: Lines, notes: Iterable[str] = ()) -> Sheet:
    """Return the rows below the header. Raises ValidationError where there is none, or too much."""
    columns = header_of(lines)
    rows, said = [], [*notes, *notes_on(columns)]
    examples = 0
    for line, cells in lines:
        if line > MOST_LINES:
            raise ValidationError(
                _("The file goes on below row %(most)s. Delete what stands there, empty rows too."),
                params={"most": f"{MOST_LINES:,}"},
            )
        if not any(cell.text or cell.problem for cell in cells):
            continue
        row = row_of(line, cells, columns)
        if row.cells.get(Field.NUMBER, "").casefold() == EXAMPLE:
            examples += 1
        elif any(row.cells.values()) or row.problems:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise ValidationError(
                _("The file has more than %(most)s rows. Split it, and import the parts one by one."),
                params={"most": f"{MOST_ROWS:,}"},
            )
    if not rows:
        raise ValidationError(_("The file has no rows below its header. Nothing was read."))
    return Sheet(rows, [*said, _("The row marked as an example was left out.")] if examples else said)


def header_of(lines: Lines) -> list[tuple[str, Column | None]]:
    """Return the headings of the file, each with its column, from the first row that names a known one."""
    for place, (_line, cells) in enumerate(lines, 1):
        headings = [squeezed(cell.text) for cell in cells]
        found = [(heading, column_called(heading)) for heading in headings]
        if any(column and column.key == Field.TITLE for _heading, column in found) or number_first(found):
            return checked_header(found)
        if place >= HEADER_WITHIN:
            break
    raise ValidationError(
        _("No header row was found: one with the columns “%(number)s” and “%(title)s”. Start from the template."),
        params={"number": READ[0].heading, "title": READ[3].heading},
    )


def number_first(found: list[tuple[str, Column | None]]) -> bool:
    known = [column.key for _heading, column in found if column]
    return len(known) > 1 and Field.NUMBER in known


def checked_header(found: list[tuple[str, Column | None]]) -> list[tuple[str, Column | None]]:
    keys = [column.key for _heading, column in found if column and column.is_read]
    count = Counter(keys)
    twice = {heading for heading, column in found if column and count[column.key] > 1}
    if twice:
        raise ValidationError(
            _("Two columns have the same heading: %(headings)s."), params={"headings": ", ".join(sorted(twice))}
        )
    if Field.NUMBER not in keys:
        raise ValidationError(
            _("The column “%(number)s” is missing. It says which action a row is; a new action leaves it empty."),
            params={"number": READ[0].heading},
        )
    return found


def notes_on(columns: list[tuple[str, Column | None]]) -> Iterator[str]:
    """Say which columns are not read."""
    unknown = [heading for heading, column in columns if heading and column is None]
    told = [heading for heading, column in columns if column and not column.is_read]
    if unknown:
        yield _("These columns are not known here and were not read: %(headings)s.") % {"headings": listed(unknown)}
    if told:
        yield _("These columns tell what happened and are never imported: %(headings)s.") % {"headings": listed(told)}


def listed(headings: list[str]) -> str:
    return ", ".join(heading[:60] for heading in headings[:MOST_COLUMNS])


def row_of(line: int, cells: list[Cell], columns: list[tuple[str, Column | None]]) -> Row:
    """Return the cells that the import reads, as they were before they were made harmless."""
    texts, problems, told = {}, {}, {}
    for place, (_heading, column) in enumerate(columns):
        cell = cells[place] if place < len(cells) else Cell()
        if column and column.key in SAID_ALOUD and cell.text:
            told[column.key] = as_a_cell_holds(cell.text)
        if column is None or not column.is_read:
            continue
        if cell.problem:
            problems[column.key] = cell.problem
        texts[column.key] = unharmed(as_a_cell_holds(cell.text))
    return Row(line, texts, problems, told)

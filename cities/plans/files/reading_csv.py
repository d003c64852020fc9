"""Rows of an uploaded CSV file, in any of the encodings and separators that spreadsheet programs write."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cities.plans.files.columns import column_called
from cities.plans.files.sheets import MOST_COLUMNS, Cell, Sheet, assemble
from portal.text.cells import unharmed_in_lines

SEPARATORS = (",", ";", "\t")
MOST_SEPARATORS = 50_000
"""In one line, those in its texts too. A spreadsheet has at most 16,384 columns, a cell at most 32,767 characters."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(data: bytes) -> Sheet:
    """Return the rows of a CSV file. Raises ValidationError for what is none."""
    text, notes = decoded(data)
    if "\0" in text:
        raise ValidationError(
            _("This file is not a spreadsheet that can be read. Save it as XLSX or CSV and try again.")
        )
    return assemble(lines(text), notes)


def decoded(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and what is to be said of its encoding. Raises ValidationError."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ValidationError(
                _("The letters of this file can't be read. Save it as “CSV UTF-8” and try again.")
            ) from error
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("The letters of this file can't be read. Save it as “CSV UTF-8” and try again.")
        ) from error
    return text, [_("The file is not in UTF-8; it was read as Windows text. Check letters such as é and ŵ below.")]


def lines(text: str) -> Iterator[tuple[int, list[Cell]]]:
    separator = separator_of(text)
    reader = csv.reader(bounded(text, separator), delimiter=separator, strict=True)
    line = 0
    try:
        for line, cells in enumerate(reader, 1):
            yield line, [Cell(unharmed_in_lines(cell)) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise ValidationError(
            _("Row %(line)s can't be read: a quotation mark is not closed, or a cell is too long."),
            params={"line": line + 1},
        ) from error


def bounded(text: str, separator: str) -> Iterator[str]:
    """Return the lines of a text. Raises ValidationError for one of more cells than any program writes."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if line.count(separator) > MOST_SEPARATORS:
            raise ValidationError(
                _("Line %(line)s has too many columns. Keep those of the plan only."), params={"line": number}
            )
        yield line


def separator_of(text: str) -> str:
    """Return the separator by which the first lines name the most columns."""
    first = text[:20_000].splitlines()[:20]

    def known(separator: str) -> int:
        return max(
            (sum(column_called(cell.strip('"')) is not None for cell in line.split(separator)) for line in first),
            default=0,
        )

    return max(SEPARATORS, key=known)

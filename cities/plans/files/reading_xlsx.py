"""Rows of an uploaded XLSX workbook, read as a stream, without trust in what it says of itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from cities.plans.files.archive import Archive, broken
from cities.plans.files.sheets import MOST_COLUMNS, Cell, Sheet, assemble
from cities.plans.files.workbook import Book

MOST_CELLS = 1_200_000
"""Elements of a sheet: ten thousand rows with all columns of a plan have a million."""
EMPTY = Cell()
ROW, MERGED = f"{{{SHEET_MAIN_NS}}}row", f"{{{SHEET_MAIN_NS}}}mergeCell"


class RowParser(WorkSheetParser):
    """Reads rows. A formula is never imported, so it is not worked out either; an empty cell only takes its place."""

    col_counter: int

    def parse_cell(self, element: Any) -> dict[str, Any]:
        if len(element):
            return super().parse_cell(element)
        place = element.get("r")
        self.col_counter = coordinate_to_tuple(place)[1] if place else self.col_counter + 1
        return {"column": self.col_counter, "value": None}

    def parse_formula(self, element: Any) -> str:
        return "="


def read_xlsx(data: bytes) -> Sheet:
    """Return the rows of a workbook's sheet of actions. Raises ValidationError for what can't be read as one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return assemble(lines(Archive(archive, len(data))))
    except ValidationError:
        raise
    except Exception as error:
        # Parsers and packers raise whatever they meet in a file that is no workbook, and hide what they met first.
        raise hostile() if is_hostile(error) else broken() from error


def is_hostile(error: BaseException | None) -> bool:
    """Return whether XML was refused for what it would read or unfold, behind whatever was raised last."""
    return error is not None and (isinstance(error, DefusedXmlException) or is_hostile(error.__context__))


def hostile() -> ValidationError:
    return ValidationError(_("This workbook names other files in its inside. Save it anew and try again."))


def lines(archive: Archive) -> Iterator[tuple[int, list[Cell]]]:
    """Return the rows that there are; a sheet's word on its own size is not believed.

    Raises ValidationError where cells are merged: which row a merged text belongs to, nobody can say.
    """
    book = Book(archive)
    path, formats = book.sheet_of_actions(), book.formats()
    last = 0
    with archive.open(path, MOST_CELLS) as part:
        parser = RowParser(
            part, book.texts(), epoch=book.epoch, date_formats=formats.days, timedelta_formats=formats.spans
        )
        for _event, element in iterparse(part):
            if element.tag == MERGED:
                raise ValidationError(
                    _("The cells %(cells)s are merged. Take them apart, so that each row has its own."),
                    params={"cells": element.get("ref", "")[:40]},
                )
            if element.tag == ROW:
                del element[MOST_COLUMNS:]
                line, cells = parser.parse_row(element)
                element.clear()
                if line > last:
                    last = line
                    yield line, row_of(cells)


def row_of(cells: list[dict[str, Any]]) -> list[Cell]:
    """Return the cells of a row in their places, with empty ones between them."""
    found = {cell["column"]: cell for cell in cells if cell["value"] is not None and cell["column"] <= MOST_COLUMNS}
    return [cell_of(found[place]) if place in found else EMPTY for place in range(1, max(found, default=0) + 1)]


def cell_of(cell: dict[str, Any]) -> Cell:
    """Return a cell as text; a formula is not worked out, because nobody could see what was imported."""
    kind, place = cell["data_type"], f"{get_column_letter(cell['column'])}{cell['row']}"
    if kind == "f":
        return Cell(problem=_("%(cell)s holds a formula. Paste its value instead.") % {"cell": place})
    if kind == "e":
        return Cell(problem=_("%(cell)s holds an error of the spreadsheet.") % {"cell": place})
    return Cell(text_of(cell["value"]))


def text_of(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_\n", "\n")

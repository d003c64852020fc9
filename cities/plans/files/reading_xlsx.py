"""Rows of an uploaded XLSX workbook, read as a stream, without trust in what it says of itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Any

from defusedxml import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from cities.plans.files.sheets import MOST_COLUMNS, Cell, Sheet, assemble
from cities.plans.files.writing import ACTIONS_SHEET

MOST_UNPACKED = 60 * 1024 * 1024
MOST_TAGS = 3_000_000
"""Opening and closing tags in all of a workbook: ten thousand rows of a plan have half as many."""
MOST_MEMBERS = 1_000
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z0-9:$]+)[\"']")
CHUNK = 1024 * 1024
OVERLAP = 256


def read_xlsx(data: bytes) -> Sheet:
    """Return the rows of a workbook's sheet of actions. Raises ValidationError for what can't be read as one."""
    check_archive(data)
    try:
        with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)) as book:
            sheet = sheet_of(book)
            check_merged(data, sheet)
            return assemble(lines(sheet))
    except ValidationError:
        raise
    except Exception as error:
        # openpyxl raises whatever its parser meets in a file that is no workbook, and hides what it met first.
        raise hostile() if is_hostile(error) else broken() from error


def is_hostile(error: BaseException | None) -> bool:
    """Return whether XML was refused for what it would read or unfold, behind whatever was raised last."""
    return error is not None and (isinstance(error, DefusedXmlException) or is_hostile(error.__context__))


def hostile() -> ValidationError:
    return ValidationError(_("This workbook names other files in its inside. Save it anew and try again."))


def broken() -> ValidationError:
    return ValidationError(
        _("This workbook can't be read: it is broken, or not an XLSX file. Save it anew and try again.")
    )


def check_archive(data: bytes) -> None:
    """Raise ValidationError for what unfolds to more than any plan, before anything is unfolded.

    No member yields more than its directory says, so that the sum holds while it is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) <= MOST_UNPACKED:
                check_tags(archive, members)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise broken() from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise ValidationError(
            _("This workbook unfolds to more than %(most)s MB. Keep the sheet of actions only."),
            params={"most": MOST_UNPACKED // 1024 // 1024},
        )
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(_("This workbook has a password. Take it off and try again."))
    if not any(member.filename.startswith("xl/") for member in members):
        raise ValidationError(_("This file is not an Excel workbook. Save it as XLSX or CSV and try again."))


def check_tags(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Raise ValidationError for more markup than is read in some seconds: empty rows and cells pack to nothing."""
    tags = 0
    for member in members:
        if member.flag_bits & 1 or not member.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(member) as part:
            while chunk := part.read(CHUNK):
                tags += chunk.count(b"<")
        if tags > MOST_TAGS:
            raise ValidationError(_("This workbook has too many cells. Keep the sheet of actions only."))


def sheet_of(book: Any) -> Any:
    """Return the sheet of actions: the one of that name, or the only one."""
    if ACTIONS_SHEET in book.sheetnames:
        return book[ACTIONS_SHEET]
    if len(book.worksheets) == 1:
        return book.worksheets[0]
    raise ValidationError(
        _("The workbook has several sheets and none is called “%(name)s”. Rename the one to import."),
        params={"name": ACTIONS_SHEET},
    )


def check_merged(data: bytes, sheet: Any) -> None:
    """Raise ValidationError where cells of a sheet are merged: which row a merged text belongs to, nobody can say."""
    tail = b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(sheet._worksheet_path.lstrip("/")) as member:
        while chunk := member.read(CHUNK):
            if merged := MERGED.search(tail + chunk):
                raise ValidationError(
                    _("The cells %(cells)s are merged. Take them apart, so that each row has its own."),
                    params={"cells": merged[1].decode()},
                )
            tail = chunk[-OVERLAP:]


def lines(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Return the rows, empty ones too, for openpyxl fills every gap; a sheet's word on its own size is not believed."""
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        yield line, [cell_of(cell) for cell in cells]


def cell_of(cell: Any) -> Cell:
    """Return a cell as text; a formula is not worked out, because nobody could see what was imported."""
    if cell.value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(problem=_("%(cell)s holds a formula. Paste its value instead.") % {"cell": cell.coordinate})
    if cell.data_type == "e":
        return Cell(problem=_("%(cell)s holds an error of the spreadsheet.") % {"cell": cell.coordinate})
    return Cell(text_of(cell.value))


def text_of(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_\n", "\n")

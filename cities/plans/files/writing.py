"""A plan written as CSV, XLSX or JSON. No cell is run as a formula by the program that opens it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cities.plans.files.columns import CONTROL, MEMBERS, UPDATES, Column
from cities.plans.files.contents import PlanContents
from portal.text.cells import harmless, harmless_in_lines
from portal.words.site import LICENCE, LICENCE_ADDRESS

CELL_HOLDS = 32_767
"""Characters. Source: the limits of Excel."""

ACTIONS_SHEET, UPDATES_SHEET, MEMBERS_SHEET, ABOUT_SHEET = "Actions", "Updates", "Members", "About"
HEADER_FILL = PatternFill("solid", fgColor="FFE3E2DA")


def as_csv(contents: PlanContents) -> bytes:
    """Return the actions as UTF-8 with a byte order mark, by which Excel knows the encoding. Source: RFC 4180.

    Every cell is in quotation marks, so that a program which guesses at the separator finds the comma.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([str(column.heading) for column in contents.columns])
    writer.writerows([harmless_in_lines(cell) for cell in line] for line in lines(contents.columns, contents.rows()))
    return text.getvalue().encode("utf-8-sig")


def as_json(contents: PlanContents) -> bytes:
    return json.dumps(contents.document, ensure_ascii=False, indent=1).encode()


def as_xlsx(contents: PlanContents) -> bytes:
    """Return a workbook: the actions, their updates, in the working text its members, and what the file is."""
    book = Workbook(write_only=True)
    fill_sheet(book, ACTIONS_SHEET, contents.columns, contents.rows())
    fill_sheet(book, UPDATES_SHEET, UPDATES, contents.update_rows())
    if contents.is_working:
        fill_sheet(book, MEMBERS_SHEET, MEMBERS, contents.member_rows())
    about = book.create_sheet(ABOUT_SHEET)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 22, 90
    for said in about_rows(contents):
        about.append([harmless(cell) for cell in said])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def lines(columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    """Return the cells of rows in the order of the columns, as text, numbers and dates that any format holds."""
    for row in rows:
        yield [held(row.get(column.key)) for column in columns]


def held(cell: Any) -> Any:
    return CONTROL.sub("", cell)[: CELL_HOLDS - 1] if isinstance(cell, str) else cell


def fill_sheet(book: Workbook, name: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> None:
    """Add a sheet with its header row frozen."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width, column.is_hidden
    sheet.append([header_cell(sheet, str(column.heading)) for column in columns])
    for line in lines(columns, rows):
        sheet.append([as_cell(sheet, harmless(cell)) for cell in line])


def as_cell(sheet: Any, value: Any) -> Any:
    """Return what stands in a cell; words that openpyxl would write as an error of the spreadsheet stay words."""
    if value not in ERROR_CODES:
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def header_cell(sheet: Any, heading: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, heading)
    cell.font, cell.fill, cell.alignment = Font(bold=True), HEADER_FILL, Alignment(wrap_text=True, vertical="top")
    return cell


def about_rows(contents: PlanContents) -> Iterator[tuple[str, Any]]:
    """Return what the file is: whose, as of when, under which licence, and from where."""
    edition = contents.reading.edition
    yield _("Plan"), f"{contents.city.name}: {contents.text.title}"
    if contents.is_working or edition is None:
        yield _("Text"), _("The working text of the network. It is not published.")
    else:
        yield _("Edition"), edition.number
        yield _("Published"), localdate(edition.published_at)
        yield _("Checksum"), edition.checksum
        yield _("Licence"), f"{LICENCE}, {LICENCE_ADDRESS}"
        yield (
            _("Cite as"),
            _("%(city)s city network, %(title)s, edition %(number)s, %(address)s")
            % {
                "city": contents.city.name,
                "title": contents.text.title,
                "number": edition.number,
                "address": contents.address,
            },
        )
    yield _("Source"), contents.address
    yield _("Period"), f"{contents.text.starts_on.isoformat()} – {contents.text.ends_on.isoformat()}"
    yield (
        _("How to read it"),
        _(
            "Text and structure are as of the edition. Stages, updates, evidence and what co-owners say are as of "
            "the moment of the download. An organisation that is “asked” has not accepted yet."
        ),
    )
    yield (
        _("Owners"),
        _("An owner is the reference of a member. The sheet “Members” of the working text says whose it is."),
    )
    yield (
        _("Apostrophes"),
        _("Text that a spreadsheet would take for a formula has an apostrophe before it, which is no part of it."),
    )

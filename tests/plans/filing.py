"""Plans to export and import, and files as people make them."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook, load_workbook

from cities.places.models import Partner
from cities.plans.files.contents import PlanContents
from cities.plans.files.writing import as_csv, as_xlsx
from cities.plans.models import ActionPlan, ImportBatch
from cities.plans.reading.plan import PlanReading
from cities.plans.services.imports import Upload, apply_import, check_import
from portal.accounts.models import User
from tests.factories import OrganisationFactory, PartnerFactory

NEW = ["Number", "Objective", "Title", "Summary"]
HEADINGS = ["Number", "Key", "Objective", "Title", "Summary"]


def contents(plan: ActionPlan, user: User, *, working: bool = True) -> PlanContents:
    reading = PlanReading(plan.city, user, working=working)
    assert reading.text is not None
    return PlanContents(reading, reading.text)


def exported(plan: ActionPlan, user: User, kind: str) -> bytes:
    """Return the working text as somebody of the network exports it."""
    write = {"csv": as_csv, "xlsx": as_xlsx}[kind]
    return write(contents(plan, user))


def csv_of(rows: list[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(rows: list[list[Any]], *, title: str = "Actions", merge: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows_of(data: bytes) -> list[dict[str, Any]]:
    """Return the rows of an exported CSV file, by heading."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_rows(data: bytes, name: str) -> list[dict[str, Any]]:
    lines = list(load_workbook(io.BytesIO(data))[name].values)
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def edited(data: bytes, **cells: str) -> bytes:
    """Return an exported CSV file with cells of its first row changed, by heading with _ for a space."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for heading, cell in cells.items():
        lines[1][lines[0].index(heading.replace("_", " ").replace("  ", "-"))] = cell
    return csv_of(lines)


def check(plan: ActionPlan, data: bytes, by: User, name: str = "plan.csv") -> ImportBatch:
    return check_import(plan, Upload(name, data), by=by)


def states(batch: ImportBatch) -> list[str]:
    return [row["state"] for row in batch.rows]


def errors(batch: ImportBatch) -> list[tuple[int, str, str]]:
    """Return each error: the line, the column and the message."""
    return [(row["line"], name, said) for row in batch.rows for name, said in row.get("errors", [])]


def partner(plan: ActionPlan, name: str, **kwargs: Any) -> Partner:
    return PartnerFactory(city=plan.city, organisation=OrganisationFactory(name=name), **kwargs)


def applied(plan: ActionPlan, data: bytes, by: User) -> ImportBatch:
    batch = check(plan, data, by)
    assert not errors(batch)
    return apply_import(batch, by=by)

"""Workbooks as attackers make them: parts changed one by one, and what an upload answers."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from cities.plans.files.sheets import Sheet
from cities.plans.files.uploads import read_upload

HEAD = ["Number", "Objective", "Title", "Summary"]
ROWS = [HEAD, ["1", "Homes", "Té ŵ", "It."]]


def refused(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        read_upload(data)
    return " ".join(caught.value.messages)


def titles(sheet: Sheet) -> list[str]:
    return [row.cells["title"] for row in sheet.rows]


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_member(data: bytes, name: str, change) -> bytes:
    members = members_of(data)
    members[name] = change(members[name])
    return zipped(members)


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def with_shared_strings(data: bytes) -> bytes:
    """Return a workbook with the table of texts that spreadsheet programs write, and openpyxl does not."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/' + STRINGS.encode() + b'" ContentType="' + kind + b'"/></Types>'
    members = members_of(with_member(data, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", part)))
    table = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>One</t></si></sst>'
    return zipped({**members, STRINGS: table})


def rows_added(xml: bytes):
    """Return a change of a sheet that puts `xml` below its rows."""
    return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")

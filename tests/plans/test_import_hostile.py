"""Workbooks that are made to cost: refused before they are parsed, by what is in them and not by their names."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from cities.plans.files.uploads import read_upload
from tests.plans.filing import saved, xlsx_of
from tests.plans.workbooks import (
    HEAD,
    ROWS,
    SHEET,
    STRINGS,
    members_of,
    refused,
    rows_added,
    titles,
    with_member,
    with_shared_strings,
    zipped,
)


def unparsed(*_args, **_kwargs):
    raise AssertionError("parsed before it was counted")


def renamed(data: bytes, name: str, becomes: str) -> bytes:
    """Return a workbook with a part under another name, wherever it is named."""
    members = {key.replace(name, becomes): content for key, content in members_of(data).items()}
    last, new = name.rpartition("/")[2].encode(), becomes.rpartition("/")[2].encode()
    return zipped({key: content.replace(last, new) for key, content in members.items()})


@pytest.mark.parametrize("name", [SHEET, "xl/worksheets/sheet1.dat"])
@pytest.mark.parametrize("xml", [b"<c/>" * 1_200_001, b"<row/>" * 1_200_001, b'<c a="" b=""/>' * 1_000_001])
def test_sheet_of_too_much_is_refused_before_it_is_parsed_whatever_its_name(name, xml, monkeypatch):
    monkeypatch.setattr("cities.plans.files.reading_xlsx.iterparse", unparsed)
    data = with_member(xlsx_of(ROWS), SHEET, rows_added(xml))
    assert "too many cells" in refused(renamed(data, SHEET, name))


@pytest.mark.parametrize("part", ["xl/workbook.xml", STRINGS, "xl/styles.xml", "[Content_Types].xml"])
def test_other_parts_of_too_much_are_refused_too(part):
    data = with_shared_strings(xlsx_of(ROWS))
    assert "too many cells" in refused(with_member(data, part, lambda xml: xml + b"<x/>" * 500_001))


def test_other_sheets_are_not_looked_at():
    book = load_workbook(io.BytesIO(xlsx_of(ROWS)))
    book.create_sheet("Updates")
    data = with_member(saved(book), "xl/worksheets/sheet2.xml", lambda _xml: b"<x/>" * 1_200_001)
    assert titles(read_upload(data)) == ["Té ŵ"]


def test_workbook_that_unfolds_out_of_proportion_is_refused():
    bomb = with_member(xlsx_of(ROWS), SHEET, rows_added(b" " * 20_000_000))
    assert "too many cells" in refused(bomb)


def test_merging_that_never_closes_is_read_once():
    """A pattern that looks for the end from each beginning anew would not come back from this for days."""
    data = with_member(xlsx_of(ROWS), SHEET, rows_added(b"<mergeCell " * 450_000))
    assert "can't be read" in refused(data)


def test_format_of_brackets_that_never_close_is_no_date():
    code = b"[" * 4_000_000

    def odd(styles: bytes) -> bytes:
        return styles.replace(b"<fonts", b'<numFmts><numFmt numFmtId="0" formatCode="' + code + b'"/></numFmts><fonts')

    sheet = read_upload(with_member(xlsx_of([HEAD, [1, "Homes", 2026, "It."]]), "xl/styles.xml", odd))
    assert titles(sheet) == ["2026"]


def test_formula_that_is_shared_is_not_worked_out(monkeypatch):
    monkeypatch.setattr("openpyxl.worksheet._reader.Translator", unparsed)
    shared = (
        b'<row r="3"><c r="A3"><v>3</v></c><c r="C3"><f t="shared" ref="C3:C4" si="0">A3+A3</f></c></row>'
        b'<row r="4"><c r="A4"><v>4</v></c><c r="C4"><f t="shared" si="0"/></c></row>'
    )
    sheet = read_upload(with_member(xlsx_of(ROWS), SHEET, rows_added(shared)))
    assert [row.problems["title"][:2] for row in sheet.rows[1:]] == ["C3", "C4"]


def test_part_that_is_packed_in_a_broken_way_is_refused():
    data = xlsx_of(ROWS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        begin = archive.getinfo(SHEET).header_offset
    inside = begin + 30 + len(SHEET) + 20
    assert "can't be read" in refused(data[:inside] + b"\xff" * 40 + data[inside + 40 :])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_part_that_is_packed_as_no_workbook_is_refused(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members_of(xlsx_of(ROWS)).items():
            archive.writestr(name, content)
    assert "can't be read" in refused(file.getvalue())


@pytest.mark.parametrize("method", [1, 12, 14, 99])
def test_part_that_says_it_is_packed_in_another_way_is_refused(method):
    """Of each member, the method stands 10 bytes into its directory entry, and 8 into its own head."""
    data = bytearray(xlsx_of(ROWS))
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset : at + offset + 2] = method.to_bytes(2, "little")
            at = data.find(mark, at + 4)
    assert "can't be read" in refused(bytes(data))

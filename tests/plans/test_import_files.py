"""Files that people and attackers upload: a clear message, nothing half done, never a 500."""

from __future__ import annotations

import io
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from cities.plans.files import sheets
from cities.plans.files.parsing import Refused, milestones
from cities.plans.files.sheets import MOST_ROWS
from cities.plans.files.uploads import read_upload
from tests.plans.filing import csv_of, xlsx_of
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


@pytest.mark.parametrize(
    ("encoding", "prefix"),
    [("utf-8", b""), ("utf-8-sig", b""), ("utf-16", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
def test_csv_is_read_in_every_encoding_that_says_itself(encoding, prefix):
    text = csv_of(ROWS).decode("utf-8-sig")
    assert titles(read_upload(prefix + text.encode(encoding))) == ["Té ŵ"]


def test_windows_text_is_read_and_said():
    sheet = read_upload(csv_of([HEAD, ["1", "Homes", "Café – “yes”", "It."]]).decode("utf-8-sig").encode("cp1252"))
    assert titles(sheet) == ["Café – “yes”"]
    assert "not in UTF-8" in sheet.notes[0]


@pytest.mark.parametrize("data", [b"Number,Title\n1,\x81\x8d", b"\xff\xfeN\x00u", b"\xff\xfe\x00\xd8\x00\x00a"])
def test_letters_that_nobody_can_read_are_refused(data):
    assert "letters of this file can't be read" in refused(data) or "No header row" in refused(data)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_with_every_separator(separator):
    text = "\n".join(separator.join(row) for row in ROWS)
    assert titles(read_upload(text.encode())) == ["Té ŵ"]


@pytest.mark.parametrize("data", [b"", b"  \n ", b"\xef\xbb\xbf \n"])
def test_empty_file_is_refused(data):
    assert refused(data)


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_file_with_a_header_alone_is_refused(make):
    assert "no rows below its header" in refused(make([HEAD, ["", "", "", ""], [" "]]))


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_file_without_a_header_or_a_number_is_refused(make):
    assert "No header row" in refused(make([["a", "b"], ["c", "d"]]))
    assert "“Number” is missing" in refused(make([["Title", "Objective"], ["Two", "Homes"]]))
    assert "same heading" in refused(make([["Number", "Title", "title"], ["1", "Two", "Three"]]))


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_unknown_and_told_columns_are_said(make):
    sheet = read_upload(
        make([["Leeds action plan"], [], ["Number", "Title", "Budget", "Stage"], ["1", "Two", "9", "Done"]])
    )
    assert sheet.rows[0].cells == {"number": "1", "title": "Two"}
    assert sheet.rows[0].line == 4
    assert "Budget" in sheet.notes[0]
    assert "Stage" in sheet.notes[1]


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_example_row_is_left_out(make):
    sheet = read_upload(make([HEAD, ["Example", "Homes", "Shops", "It."], ["", "Homes", "Two", "It."]]))
    assert titles(sheet) == ["Two"]
    assert "example" in sheet.notes[0]


def test_quotation_mark_that_never_closes_is_told_by_its_row():
    assert "Row 3 can't be read" in refused(b'Number,Title\n1,One\n2,"Two\n3,Three\n')


def test_cell_that_never_ends_is_refused():
    assert "can't be read" in refused(b"Number,Title\n1," + b"x" * 200_000)


def test_formula_is_told_by_its_cell():
    sheet = read_upload(xlsx_of([HEAD, ["1", "Homes", "=A1&B1", "It."], ["2", "Homes", "Two", "It."]]))
    assert sheet.rows[0].problems == {"title": "C2 holds a formula. Paste its value instead."}
    assert sheet.rows[1].problems == {}


def test_error_of_the_spreadsheet_is_told_by_its_cell():
    assert read_upload(xlsx_of([HEAD, ["1", "Homes", "#REF!", "It."]])).rows[0].problems["title"].startswith("C2")


def test_merged_cells_are_told():
    assert "C2:D3 are merged" in refused(xlsx_of([*ROWS, ["2", "Homes", "Two", "It."]], merge="C2:D3"))


def test_words_about_merging_are_no_merged_cells():
    assert titles(read_upload(xlsx_of([HEAD, ["1", "Homes", '<mergeCell ref="A1:B2"/>', "It."]])))


def test_numbers_and_dates_of_a_workbook_are_read_as_text():
    from datetime import datetime

    head = ["Number", "Title", "Due", "Starts", "Summary"]
    sheet = read_upload(xlsx_of([head, [3.0, 2026, datetime(2026, 1, 2), "2026-01-01", True]]))
    assert sheet.rows[0].cells == {
        "number": "3",
        "title": "2026",
        "due_on": "2026-01-02",
        "starts_on": "2026-01-01",
        "summary": "True",
    }


def test_several_sheets_without_one_of_actions_are_refused():
    book = load_workbook(io.BytesIO(xlsx_of(ROWS, title="One")))
    book.create_sheet("Two")
    file = io.BytesIO()
    book.save(file)
    assert "none is called “Actions”" in refused(file.getvalue())
    assert titles(read_upload(xlsx_of(ROWS, title="Anything"))) == ["Té ŵ"]


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_too_many_rows_are_refused_early(make, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 50)
    assert "more than" in refused(make([HEAD, *[["", "Homes", str(n), "It."] for n in range(60)]]))


def test_hundred_thousand_rows_are_refused_in_time():
    data = b"Number,Title\n" + b",x\n" * 100_000
    begun = time.process_time()
    assert f"{MOST_ROWS:,} rows" in refused(data)
    assert time.process_time() - begun < 5


def test_sheet_that_lies_about_its_size_is_read_as_it_is():
    def lie(sheet: bytes) -> bytes:
        return sheet.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')

    assert titles(read_upload(with_member(xlsx_of(ROWS), SHEET, lie))) == ["Té ŵ"]


def test_cells_far_to_the_right_cost_nothing():
    row = b'<row r="%d"><c r="XFD%d" t="inlineStr"><is><t>x</t></is></c></row>'

    def widen(sheet: bytes) -> bytes:
        wide = b"".join(row % (line, line) for line in range(3, 3000))
        return sheet.replace(b"</sheetData>", wide + b"</sheetData>")

    assert titles(read_upload(with_member(xlsx_of(ROWS), SHEET, widen))) == ["Té ŵ"]


def test_zip_bomb_is_refused_before_it_unfolds():
    bomb = zipped({**members_of(xlsx_of(ROWS)), "xl/sharedStrings.xml": b"0" * (61 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert "unfolds to more than 60 MB" in refused(bomb)


def test_zip_that_lies_about_what_it_unfolds_to_yields_no_more():
    data = zipped({**members_of(xlsx_of(ROWS)), SHEET: b" " * (70 * 1024 * 1024)})
    real, said = (70 * 1024 * 1024).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert real in data
    assert "can't be read" in refused(data.replace(real, said))


def test_too_many_members_are_refused():
    assert "unfolds" in refused(zipped({f"xl/{n}": b"" for n in range(1001)}))


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", STRINGS, "xl/styles.xml"])
@pytest.mark.parametrize(
    "entity",
    [b'<!ENTITY a SYSTEM "file:///etc/hostname">', b'<!ENTITY b "ha"><!ENTITY a "&b;&b;&b;">'],
)
def test_entities_are_refused(name, entity):
    data = with_shared_strings(xlsx_of(ROWS))

    def inject(xml: bytes) -> bytes:
        body = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
        return b"<!DOCTYPE x [" + entity + b"]>" + body

    said = refused(with_member(data, name, inject))
    assert "names other files in its inside" in said


@pytest.mark.parametrize("cut", [30, 200, 2000])
def test_broken_workbook_is_refused(cut):
    assert "can't be read" in refused(xlsx_of(ROWS)[:-cut])


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("content", [b"", b"<x/>", b"<worksheet><sheetData><row r='x'><c r='?'/></row>"])
def test_workbook_with_nonsense_inside_is_refused_or_empty(part, content):
    assert refused(with_member(xlsx_of(ROWS), part, lambda _xml: content))


def test_other_zip_archives_are_refused():
    assert "not an Excel workbook" in refused(zipped({"content.xml": b"<x/>", "mimetype": b"spreadsheet"}))
    assert "can't be read" in refused(b"PK\x03\x04" + b"\0" * 100)


def test_old_workbook_and_one_with_a_password_are_refused():
    assert "old XLS file, or a workbook with a password" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_pdf_and_picture_are_refused():
    assert refused(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")
    assert "not a spreadsheet" in refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def test_file_that_is_too_large_is_refused():
    assert "larger than 16 MB" in refused(b"Number,Title\n" + b"x" * (16 * 1024 * 1024))


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>', "goes on below row"),
        (b"<row/>" * 50_000, "goes on below row"),
        (b"<row/>" * 3_000_001, "too many cells"),
        (b"<row r='3'>" + b"<c/>" * 3_000_001 + b"</row>", "too many cells"),
    ],
    ids=["a-gap-of-billions", "empty-rows", "millions-of-rows", "millions-of-cells"],
)
def test_workbook_of_nothing_is_refused_in_time(xml, why):
    data = with_member(xlsx_of(ROWS), SHEET, rows_added(xml))
    start = time.process_time()
    assert why in refused(data)
    assert time.process_time() - start < 20


@pytest.mark.parametrize("separator", [b",", b";", b"\t"])
def test_line_of_too_many_columns_is_refused_before_it_is_parted(separator, monkeypatch):
    monkeypatch.setattr("cities.plans.files.reading_csv.MOST_SEPARATORS", 50)
    head = separator.join([b"Number", b"Title"])
    assert "Line 2 has too many columns" in refused(head + b"\n1" + separator * 51 + b"\n")
    assert titles(read_upload(head + b"\n1" + separator + b"Two" + separator * 49)) == ["Two"]


@pytest.mark.parametrize(
    "data",
    [
        b"Number,Title,Objective\n" + b"\n" * 4_000_000,
        b"Number,Title,Objective\n" + b"example,x,y\n" * 300_000,
    ],
    ids=["empty-lines", "examples"],
)
def test_csv_of_nothing_is_refused_in_time(data):
    start = time.process_time()
    assert "goes on below row" in refused(data)
    assert time.process_time() - start < 20


@pytest.mark.parametrize("heading", [b",Title", b",Unknown"])
def test_csv_with_a_million_columns_is_read_in_time(heading):
    start = time.process_time()
    with pytest.raises(ValidationError):
        read_upload(b"Number,Title" + heading * 500_000)
    assert time.process_time() - start < 20


def test_cell_with_thousands_of_milestones_is_refused():
    steps = "\n".join(f"2026-12-31 Step {number}" for number in range(20_000))
    with pytest.raises(Refused, match="at most 30"):
        milestones(steps, date(2026, 1, 1))


def test_empty_rows_between_others_are_passed_over():
    assert titles(read_upload(xlsx_of([HEAD, [], ["1", "Homes", "One", "It."], [], ["", "Homes", "Two", "It."]]))) == [
        "One",
        "Two",
    ]

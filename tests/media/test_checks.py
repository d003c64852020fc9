"""Files whose content breaks what reads it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from portal.media.checks import check_document

DIRECTORY = b"PK\x01\x02"


def docx() -> bytearray:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/é.xml", "text")
    return bytearray(held.getvalue())


def of_a_version_to_come(content: bytearray) -> None:
    place = content.rindex(DIRECTORY) + 6
    content[place : place + 2] = (99).to_bytes(2, "little")


def with_a_broken_name(content: bytearray) -> None:
    place = content.rindex("é".encode())
    content[place : place + 2] = b"\xff\xff"


def cut(content: bytearray) -> None:
    del content[-10:]


def test_whole_document_is_taken() -> None:
    check_document(ContentFile(bytes(docx()), name="plan.docx"))


@pytest.mark.parametrize("harm", [of_a_version_to_come, with_a_broken_name, cut])
def test_broken_archive_is_refused_in_words(harm) -> None:
    content = docx()
    harm(content)
    with pytest.raises(ValidationError) as refused:
        check_document(ContentFile(bytes(content), name="plan.docx"))
    assert refused.value.message_dict == {"file": ["The name of this file does not fit what is in it."]}


# --- What would run, or be fetched, where a document is opened ------------------------------------

DTD = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
XML = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.%s+xml"/></Types>'
MACROS = "This document holds macros. Save it without them, or as a PDF, and choose it again."
ODD = "This document is not made as Word or Excel make theirs. Save it anew, or as a PDF."


def document(kind: str = "docx", **parts: str | bytes) -> ContentFile:
    own = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}[kind]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {own: f"{XML}<w>Words</w>", **parts}.items():
            archive.writestr(name, content)
    return ContentFile(held.getvalue(), name=f"plan.{kind}")


@pytest.mark.parametrize(
    ("kind", "parts", "words"),
    [
        ("docx", {"word/vbaProject.bin": b"\xd0\xcf"}, MACROS),
        ("docx", {"WORD/VBAPROJECT.BIN": b"\xd0\xcf"}, MACROS),
        ("docx", {"word\\vbaProject.bin": b"\xd0\xcf"}, MACROS),
        ("docx", {"[Content_Types].xml": TYPES % "macroEnabled.main"}, MACROS),
        ("docx", {"[Content_Types].xml": (TYPES % "macroEnabled.main").encode("utf-16")}, MACROS),
        ("xlsx", {"xl/vbaProject.bin": b"\xd0\xcf"}, MACROS),
        ("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}, MACROS),
        ("odt", {"Basic/Standard/Module1.xml": "<x/>"}, MACROS),
        ("ods", {"Scripts/python/go.py": "x"}, MACROS),
        ("docx", {"word/document.xml": f"{XML}{DTD}<w>&x;</w>"}, ODD),
        ("docx", {"word/document.xml": f"{XML}{DTD}<w>&x;</w>".replace("UTF-8", "UTF-16").encode("utf-16")}, ODD),
        ("docx", {"word/_rels/document.xml.rels": f"<!-- {'x' * 9_000} -->{DTD}<w/>"}, ODD),
        ("docx", {"docProps/core.xml": f"<!-- {'x' * 70_000} -->{DTD}<w/>"}, ODD),
        ("xlsx", {"xl/sharedStrings.xml": f"{DTD}<w/>"}, ODD),
        ("docx", {"word/odd.xml": '<?xml version="1.0" encoding="nobody-knows"?><w/>'}, ODD),
        ("docx", {"word/odd.xml": '<?xml version="1.0" encoding="shift_jis"?><w/>'}, ODD),
    ],
)
def test_document_with_macros_or_a_dtd_is_refused_in_words(kind, parts, words) -> None:
    with pytest.raises(ValidationError) as refused:
        check_document(document(kind, **parts))
    assert refused.value.message_dict == {"file": [words]}


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("docx", {"[Content_Types].xml": TYPES % "main", "word/media/image1.png": b"\x89PNG", "word/a.vml": "<no xml"}),
        ("docx", {"word/comments.xml": f"{XML}<!-- <a> --><w>&lt;!DOCTYPE and vbaProject.bin</w>", "word/b.xml": ""}),
        ("docx", {"word/long.xml": f"<w>{'x' * 100_000}</w>"}),
        ("xlsx", {"xl/worksheets/sheet1.xml": f"{XML}<w/>"}),
        ("odt", {"META-INF/manifest.xml": f'{XML}<!DOCTYPE manifest PUBLIC "-//OpenOffice.org" "Manifest.dtd"><m/>'}),
    ],
)
def test_document_without_them_is_taken(kind, parts) -> None:
    check_document(document(kind, **parts))


def test_document_whose_parts_cannot_be_unpacked_is_refused_in_words() -> None:
    content = bytearray(document(**{"word/more.xml": "<w>" + "words " * 500}).read())
    place = content.index(b"word/more.xml") + len("word/more.xml")
    content[place : place + 20] = b"\xff" * 20
    with pytest.raises(ValidationError) as refused:
        check_document(ContentFile(bytes(content), name="plan.docx"))
    assert refused.value.message_dict == {"file": ["This document is broken. Save it anew and choose it again."]}

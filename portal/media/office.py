"""Documents of Word, Excel and OpenOffice, which are archives: none with macros, none whose parts declare more to read.

Nobody here opens them, so nothing in them runs here; what is refused is what would run or be fetched at a reader's.
"""

from __future__ import annotations

import zipfile
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
MACRO_FOLDERS = ("xl/macrosheets/", "basic/", "scripts/")
"""Where Excel 4 and OpenDocument keep theirs."""
CONTENT_TYPES = "[Content_Types].xml"
XML = (".xml", ".rels", ".vml")
MOST_PARTS = 5_000
LONGEST_PROLOG = 64 * 1024
"""Bytes of a part before its first element: there alone a DTD may stand."""
MOST_TYPES = 1024 * 1024
CHUNK = 4 * 1024


class Seen(Exception):
    """The parser has come to what was looked for."""


def check_office(file: File, *, may_declare: bool) -> None:
    """Raise ValidationError where an archive holds macros, or a part of it a DTD unless it `may_declare` one."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if any(is_macro(part.filename) for part in parts) or names_macros(archive):
            raise ValidationError(
                {"file": _("This document holds macros. Save it without them, or as a PDF, and choose it again.")}
            )
        if not may_declare:
            described = [part for part in parts if part.filename.lower().endswith(XML)]
            if len(described) > MOST_PARTS or any(declares(archive, part) for part in described):
                raise ValidationError(
                    {"file": _("This document is not made as Word or Excel make theirs. Save it anew, or as a PDF.")}
                )


def is_macro(name: str) -> bool:
    plain = name.lower().replace("\\", "/").lstrip("/")
    return plain.rpartition("/")[2] in MACROS or plain.startswith(MACRO_FOLDERS)


def names_macros(archive: zipfile.ZipFile) -> bool:
    """Return whether what the archive says of its parts is said of documents with macros alone."""
    if CONTENT_TYPES not in archive.namelist():
        return False
    with archive.open(CONTENT_TYPES) as part:
        said = part.read(MOST_TYPES).replace(b"\0", b"").lower()
    return b"macroenabled" in said or b"vbaproject" in said


def declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part has a DTD before its first element, or so much else that none is come to."""
    parser = ParserCreate()
    found: list[str] = []

    def note(what: str) -> None:
        found.append(what)
        raise Seen

    parser.StartDoctypeDeclHandler = lambda *_args: note("dtd")
    parser.StartElementHandler = lambda *_args: note("element")
    try:
        with archive.open(part) as content:
            read_prolog(parser, content)
    except (LookupError, ValueError):
        return True  # in an encoding that no office program writes
    return found != ["element"] and (found == ["dtd"] or part.file_size > LONGEST_PROLOG)


def read_prolog(parser: XMLParserType, content: IO[bytes]) -> None:
    """Read a part up to its first element or its DTD; what is no XML is nobody's danger."""
    left = LONGEST_PROLOG
    try:
        while left > 0 and (chunk := content.read(CHUNK)):
            parser.Parse(chunk, False)
            left -= len(chunk)
    except (Seen, ExpatError):
        return

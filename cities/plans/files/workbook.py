"""The way through a workbook to its sheet of actions: only the parts that lead there are read, each within bounds.

openpyxl would read all that a workbook holds, styles and other sheets too, at a cost that no file of ours is worth.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.reader.strings import read_string_table
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.xml.constants import (
    ARC_CONTENT_TYPES,
    ARC_STYLE,
    ARC_WORKBOOK,
    REL_NS,
    SHARED_STRINGS,
    SHEET_MAIN_NS,
    XLSM,
    XLSX,
    XLTM,
    XLTX,
)

from cities.plans.files.archive import Archive, broken
from cities.plans.files.writing import ACTIONS_SHEET

MOST_TEXTS = 400_000
"""Elements of the table of texts: two for each text that a sheet holds."""
MOST_OF_THE_REST = 200_000
"""Elements of the parts that say what is where and how it looks: offices keep thousands of styles."""
LONGEST_FORMAT, MOST_BRACKETS = 255, 20
"""Of the format of a number. Source: the limits of Excel; brackets hold a colour, a place or a unit of time."""


@dataclass
class Formats:
    """The formats of cells, by their place in the styles, that make a number a day or a span of time."""

    days: set[int] = field(default_factory=set)
    spans: set[int] = field(default_factory=set)


class Book:
    """What of a workbook is needed to read one sheet. Raises whatever broken XML raises."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.kinds = self.parts_by_kind()
        self.path = next((self.kinds[kind] for kind in (XLSX, XLSM, XLTX, XLTM) if kind in self.kinds), "")
        if not self.path:
            raise broken()
        self.epoch: datetime = CALENDAR_WINDOWS_1900
        named = list(self.named_sheets())
        targets = dict(self.targets())
        self.sheets = {name: targets[key] for name, key in named if targets.get(key, "") in archive}

    def parts_by_kind(self) -> dict[str, str]:
        """Return the path of the part of each kind; some programs name the workbook as what any other part is."""
        kinds: dict[str, str] = {}
        for element in self.archive.elements(ARC_CONTENT_TYPES, MOST_OF_THE_REST):
            if local(element) == "Override":
                kinds[element.get("ContentType", "")] = element.get("PartName", "").lstrip("/")
            elif local(element) == "Default":
                kinds.setdefault(element.get("ContentType", ""), ARC_WORKBOOK)
        return kinds

    def named_sheets(self) -> Iterator[tuple[str, str]]:
        """Return the name of each sheet with the key of its relation, and note from which day the book counts."""
        for element in self.archive.elements(self.path, MOST_OF_THE_REST):
            if element.tag == f"{{{SHEET_MAIN_NS}}}sheet":
                yield element.get("name", ""), element.get(f"{{{REL_NS}}}id", "")
            elif element.tag == f"{{{SHEET_MAIN_NS}}}workbookPr" and element.get("date1904") in ("1", "true"):
                self.epoch = CALENDAR_MAC_1904

    def targets(self) -> Iterator[tuple[str, str]]:
        """Return the paths of the sheets of cells by the keys of their relations."""
        folder, name = posixpath.split(self.path)
        for element in self.archive.elements(f"{folder}/_rels/{name}.rels", MOST_OF_THE_REST):
            if local(element) == "Relationship" and element.get("Type", "").endswith("/worksheet"):
                target = element.get("Target", "")
                yield element.get("Id", ""), posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    def sheet_of_actions(self) -> str:
        """Return the path of the sheet of actions: the one of that name, or the only one. Raises ValidationError."""
        if ACTIONS_SHEET in self.sheets:
            return self.sheets[ACTIONS_SHEET]
        if not self.sheets:
            raise broken()
        if len(self.sheets) == 1:
            return next(iter(self.sheets.values()))
        raise ValidationError(
            _("The workbook has several sheets and none is called “%(name)s”. Rename the one to import."),
            params={"name": ACTIONS_SHEET},
        )

    def texts(self) -> list[str]:
        """Return the table of texts that cells point into."""
        path = self.kinds.get(SHARED_STRINGS)
        if path is None:
            return []
        with self.archive.open(path, MOST_TEXTS) as part:
            return read_string_table(part)

    def formats(self) -> Formats:
        """Return which formats of cells show a number as a day."""
        if ARC_STYLE not in self.archive:
            return Formats()
        codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        used: list[str] = []
        for element in self.archive.elements(ARC_STYLE, MOST_OF_THE_REST):
            if local(element) == "numFmt":
                codes[element.get("numFmtId", "")] = element.get("formatCode", "")
            elif local(element) == "cellXfs":
                used = [style.get("numFmtId", "0") for style in element]
        days = {number for number in set(used) if is_simple(codes.get(number)) and is_date_format(codes[number])}
        spans = {number for number in days if is_timedelta_format(codes[number])}
        return Formats(
            {place for place, number in enumerate(used) if number in days},
            {place for place, number in enumerate(used) if number in spans},
        )


def is_simple(code: str | None) -> bool:
    """Return whether a format can be looked at: brackets that are never closed cost its length each."""
    return code is not None and len(code) <= LONGEST_FORMAT and code.count("[") <= MOST_BRACKETS


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]

"""An uploaded workbook as the archive that it is: what it unfolds to is bounded before any of it is read as XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, Any

from defusedxml.ElementTree import iterparse
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_UNPACKED = 60 * 1024 * 1024
MOST_MEMBERS = 1_000
RATIO, RATIO_ABOVE = 100, 5 * 1024 * 1024
"""What a workbook may unfold to, times its own size; below so many bytes any ratio is borne."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members are packed. Source: ECMA-376, part 2, annex C"""
MOST_ATTRIBUTES = 2_000_000
"""In one part: a sheet of ten thousand rows with all columns of a plan has half as many."""
CHUNK = 1024 * 1024


def broken() -> ValidationError:
    return ValidationError(
        _("This workbook can't be read: it is broken, or not an XLSX file. Save it anew and try again.")
    )


def too_many() -> ValidationError:
    return ValidationError(_("This workbook has too many cells. Keep the sheet of actions only."))


class Archive:
    """The parts of a workbook. None is parsed before its markup was counted, whatever it is called."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        self.archive = archive
        self.check(packed)

    def check(self, packed: int) -> None:
        """Raise ValidationError for what unfolds to more than any plan, or is no workbook.

        No member yields more than its directory says, so that the sum holds while it is read.
        """
        members = self.archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
            raise ValidationError(
                _("This workbook unfolds to more than %(most)s MB. Keep the sheet of actions only."),
                params={"most": MOST_UNPACKED // 1024 // 1024},
            )
        if any(member.flag_bits & 1 for member in members):
            raise ValidationError(_("This workbook has a password. Take it off and try again."))
        if not any(member.filename.startswith("xl/") for member in members):
            raise ValidationError(_("This file is not an Excel workbook. Save it as XLSX or CSV and try again."))
        if any(member.compress_type not in METHODS for member in members):
            raise broken()
        if unpacked > RATIO_ABOVE and unpacked > RATIO * packed:
            raise too_many()

    def __contains__(self, name: str) -> bool:
        return name in self.archive.NameToInfo

    def open(self, name: str, most: int) -> IO[bytes]:
        """Return a part of at most so many elements. Raises ValidationError for more: nothing packs to nothing."""
        elements = attributes = 0
        with self.archive.open(name) as part:
            while chunk := part.read(CHUNK):
                elements += chunk.count(b"<") - chunk.count(b"</")
                attributes += chunk.count(b"=")
                if elements > most or attributes > MOST_ATTRIBUTES:
                    raise too_many()
        return self.archive.open(name)

    def elements(self, name: str, most: int) -> Iterator[Any]:
        """Return the elements of a part, each as it ends."""
        with self.open(name, most) as part:
            for _event, element in iterparse(part):
                yield element

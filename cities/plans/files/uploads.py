"""An uploaded file, read by what is in it and not by what its name says."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.plans.files.reading_csv import read_csv
from cities.plans.files.reading_xlsx import read_xlsx
from cities.plans.files.sheets import MOST_BYTES, Sheet
from portal.words.parts import Text

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OTHERS: tuple[tuple[bytes, Text], ...] = (
    (b"\xff\xd8\xff", _("a JPEG picture")),
    (b"\x89PNG", _("a PNG picture")),
    (b"GIF8", _("a GIF picture")),
    (b"%PDF", _("a PDF document")),
    (b"{\\rtf", _("a text document (RTF)")),
    (b"<!doctype html", _("a web page")),
    (b"<html", _("a web page")),
)
"""How files begin that people take for a spreadsheet, and what they are."""


def read_upload(data: bytes) -> Sheet:
    """Return the rows of an uploaded spreadsheet. Raises ValidationError, with what to do about it."""
    if not data.strip():
        raise ValidationError(gettext("The file is empty."))
    if len(data) > MOST_BYTES:
        raise ValidationError(
            gettext("The file is larger than %(most)s MB. Keep the sheet of actions only, or split it."),
            params={"most": MOST_BYTES // 1024 // 1024},
        )
    if data.startswith(OLE):
        raise ValidationError(
            gettext(
                "This is an old XLS file, or a workbook with a password. Save it as XLSX without one and try again."
            )
        )
    if data.startswith(ZIP):
        return read_xlsx(data)
    check_is_table(data)
    return read_csv(data)


def check_is_table(data: bytes) -> None:
    """Raise ValidationError, and say what it is, for a file that begins as no CSV does."""
    begin = data[:64].lstrip().lower()
    kind = next((name for mark, name in OTHERS if begin.startswith(mark.lower())), None)
    if kind:
        raise ValidationError(
            gettext("This file is %(kind)s, and not a spreadsheet. Upload the plan as XLSX or CSV."),
            params={"kind": kind},
        )

"""An uploaded file, read by what is in it and not by what its name says."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cities.plans.files.reading_csv import read_csv
from cities.plans.files.reading_xlsx import read_xlsx
from cities.plans.files.sheets import MOST_BYTES, Sheet

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_upload(data: bytes) -> Sheet:
    """Return the rows of an uploaded spreadsheet. Raises ValidationError, with what to do about it."""
    if not data.strip():
        raise ValidationError(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Keep the sheet of actions only, or split it."),
            params={"most": MOST_BYTES // 1024 // 1024},
        )
    if data.startswith(OLE):
        raise ValidationError(
            _("This is an old XLS file, or a workbook with a password. Save it as XLSX without one and try again.")
        )
    return read_xlsx(data) if data.startswith(ZIP) else read_csv(data)

"""British English: 03/02/2012, and days with the month in words. Django adds the ISO form, 2012-02-03."""

from __future__ import annotations

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"]
DATETIME_INPUT_FORMATS = [
    f"{day} {hour}" for day in ("%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y") for hour in ("%H:%M", "%H:%M:%S")
]

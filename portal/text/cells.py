"""Text in the cells of a spreadsheet."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What begins one, signs also as wide as ideographs: where those are typed, programs read them as the narrow ones."""
SIGNS = "[=+@＝＋－＠-]"
PARTED = re.compile(rf"([;\t\n\r])(?='*{SIGNS})")
UNPARTED = re.compile(rf"([;\t\n\r])'(?='*{SIGNS})")
PLAIN = (int, float, Decimal, date, time, timedelta, type(None))
"""What a spreadsheet holds as it is. Anything else, such as a row of the database, is written by its name."""


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet program runs: text that begins as a formula gets an apostrophe before it.

    So does text that looks as if it had got one, so that `unharmed` finds back what was written.
    Source: OWASP, CSV injection.
    """
    if isinstance(cell, PLAIN):
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip("'").startswith(BEGINS_A_FORMULA) else text


def unharmed(text: str) -> str:
    """Return the text that `harmless` wrote as a cell."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(BEGINS_A_FORMULA) else text


def harmless_in_lines(cell: Any) -> Any:
    """Return a cell for a file whose cells a program may part at other marks than it was written with.

    Quotation marks hold only where the program parts at the comma: a text that has a semicolon or a new line would
    begin a cell of its own there, so what begins as a formula within it gets an apostrophe too.
    """
    marked = harmless(cell)
    return PARTED.sub(r"\1'", marked) if isinstance(marked, str) else marked


def unharmed_in_lines(text: str) -> str:
    """Return a cell that `harmless_in_lines` wrote as `harmless` writes it."""
    return UNPARTED.sub(r"\1", text)

"""Text in the cells of a spreadsheet."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
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

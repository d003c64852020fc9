"""Days as the forum prints them, in the time zone of the reader."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language


def day_of(at: datetime) -> str:
    """Return the day of a moment in words: 3 Mar 2026."""
    return in_words(localtime(at).date(), get_language())


@lru_cache(maxsize=1000)
def in_words(day: date, language: str | None, written: str = "j M Y") -> str:
    """Return a day in the language that is in use; a page names few days and prints them often."""
    return date_format(day, written)

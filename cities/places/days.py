"""Half days in the words of a page, and days as people type them."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import ngettext

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
"""Between these lies every date that somebody gives, in a form, a file or the database: all others are slips."""

TYPED = re.compile(r"(?P<whole>-?[0-9]{1,30})?(?:(?P<half> ?½|[.,]50*)|[.,]0*)?(?P<unit> ?(?:half[ -]?)?days?)?")
TYPED_HALF = re.compile(r"(?:^| )1[/⁄]2(?![0-9])")
IN_WORDS = {"half a day": 1, "half day": 1, "a day": 2}


class NotDays(ValueError):
    """What somebody typed is no number of days in halves."""


def half_days_in(typed: str) -> int:
    """Return how many half days somebody typed in days: “1.5”, “1,5”, “1½”, “1 1/2”, “1.5 days”, “3 half days”.

    Raises NotDays where it is no number of days, or counts in less than halves.
    """
    text = TYPED_HALF.sub("½", " ".join(typed.lower().split()))
    if text in IN_WORDS:
        return IN_WORDS[text]
    found = TYPED.fullmatch(text)
    counts_halves = found is not None and "half" in (found["unit"] or "")
    if found is None or not (found["whole"] or found["half"]) or (counts_halves and found["half"]):
        raise NotDays(typed)
    whole = int(found["whole"] or 0)
    return whole if counts_halves else 2 * whole + bool(found["half"])


def number(half_days: int) -> str:
    """Return how many days half days are: 1 is “½”, 2 is “1”, 5 is “2½”."""
    whole, half = divmod(half_days, 2)
    return f"{whole or ''}½" if half else str(whole)


def in_days(half_days: int) -> str:
    """Return half days as days: 1 is “½ day”, 2 is “1 day”, 5 is “2½ days”."""
    counted = 1 if half_days in (1, 2) else 2
    return ngettext("%(number)s day", "%(number)s days", counted) % {"number": number(half_days)}

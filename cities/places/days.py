"""Half days in the words of a page."""

from __future__ import annotations

from django.utils.translation import ngettext


def number(half_days: int) -> str:
    """Return how many days half days are: 1 is “½”, 2 is “1”, 5 is “2½”."""
    whole, half = divmod(half_days, 2)
    return f"{whole or ''}½" if half else str(whole)


def in_days(half_days: int) -> str:
    """Return half days as days: 1 is “½ day”, 2 is “1 day”, 5 is “2½ days”."""
    counted = 1 if half_days in (1, 2) else 2
    return ngettext("%(number)s day", "%(number)s days", counted) % {"number": number(half_days)}

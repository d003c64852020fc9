"""Half days in the words of a page."""

from __future__ import annotations

from django.utils.translation import ngettext


def in_days(half_days: int) -> str:
    """Return half days as days: 1 is “½ day”, 2 is “1 day”, 5 is “2½ days”."""
    whole, half = divmod(half_days, 2)
    number = f"{whole or ''}½" if half else str(whole)
    return ngettext("%(number)s day", "%(number)s days", max(whole + half, 1) if half_days else 0) % {"number": number}

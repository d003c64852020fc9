"""Times as people say them, a day and an hour in a zone, as the moment that they mean.

Clocks jump: an hour of a day in spring is not there, and one in autumn is there twice. Source: PEP 495.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a local time.

    Raises ValidationError for a time that clocks jump over on that day, and for one that is there twice: who comes
    by the other of the two would be an hour late.
    """
    if is_twice(day, at, zone):
        raise ValidationError(
            _("%(time)s is there twice on that day: the clocks go back. Choose another time.")
            % {"time": at.strftime("%H:%M")},
            code="twice",
        )
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    back = local.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(
            _("There is no %(time)s on that day: the clocks go forward. Choose another time.")
            % {"time": at.strftime("%H:%M")},
            code="gap",
        )
    return local.astimezone(UTC)


def is_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Return whether a local time is there twice on a day, because the clocks go back."""
    first = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    second = first.replace(fold=1)
    return first.utcoffset() != second.utcoffset() and first.astimezone(UTC).astimezone(zone).time() == first.time()

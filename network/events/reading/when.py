"""When an event is, in words: where it takes place, and where its reader lives, when that is another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.events.models import Event
from portal.accounts.zones import place


@dataclass(frozen=True, slots=True)
class When:
    """`words` tells it where the event is; `own` in the zone of the reader, or is empty where clocks say the same."""

    words: str
    own: str
    starts: datetime
    ends: datetime

    @property
    def day(self) -> date:
        return self.starts.date()


def when_of(event: Event) -> When:
    """Return when an event is, for a page that is drawn in the zone of its reader."""
    return When(told(event.starts, event.ends, event.zone), own_of(event), event.starts, event.ends)


def own_of(event: Event) -> str:
    """Return the time of the reader where it is another: the clocks of zones may agree on a day."""
    own = timezone.get_current_timezone()
    starts, ends = event.starts_at.astimezone(own), event.ends_at.astimezone(own)
    if (starts.utcoffset(), ends.utcoffset()) == (event.starts.utcoffset(), event.ends.utcoffset()):
        return ""
    return told(starts, ends, getattr(own, "key", ""))


def told(starts: datetime, ends: datetime, zone: str) -> str:
    """Return a span of time in a zone, with the zone."""
    return f"{span(starts, ends)}, {zone_words(zone, starts)}"


def span(starts: datetime, ends: datetime) -> str:
    """Return from when to when; the day of the end only where it is another."""
    first, last = date_format(starts, "l j F Y, H:i"), date_format(ends, "H:i")
    if starts.date() != ends.date():
        last = date_format(ends, "l j F Y, H:i")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def zone_words(zone: str, at: datetime) -> str:
    """Return a zone as people say it, with its short name on that day: London time (GMT)."""
    if not zone or zone == "UTC":
        return "UTC"
    short = at.astimezone(ZoneInfo(zone)).tzname() or ""
    return _("%(place)s time (%(short)s)") % {"place": place(zone), "short": short}


def hours(starts: datetime, ends: datetime) -> str:
    """Return the hours of one day."""
    return f"{starts:%H:%M}–{ends:%H:%M}"

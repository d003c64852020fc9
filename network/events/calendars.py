"""Events as calendars: what a program reads that keeps people's appointments. Source: RFC 5545, RFC 5546

Times are in UTC, which every program tells in the zone of its reader. The key of an event never changes, and its
`SEQUENCE` is raised by what those who come have to know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from network.events.choices import Coming
from network.events.models import Event
from network.forum.reading.addresses import event_address
from portal.accounts.models import User
from portal.pagecache.release import release
from portal.text.hidden import one_line

REFRESH = timedelta(hours=6)
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def tag_of(events: Iterable[Any], *told: object) -> str:
    """Return what is the same for as long as a calendar of some events is; `told` says what else it depends on."""
    rows = [(event.pk, event.changed_at, getattr(event, "own_state", "")) for event in events]
    all_told = repr((release(), get_language(), settings.SITE_URL, told, rows))
    return hashlib.sha256(all_told.encode()).hexdigest()[:32]


def calendar_of(events: Iterable[Event], *, name: str, with_place: Iterable[int] = ()) -> bytes:
    """Return events to subscribe to; the place and the link only of those whose key is in `with_place`."""
    known = set(with_place)
    calendar = begun(PUBLISH)
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(one_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(entry_of(event, with_place=event.pk in known))
    return calendar.to_ical()


def letter_of(event: Event, person: User) -> str:
    """Return what a letter to somebody who comes brings: the event to be kept, or to be taken out."""
    calendar = begun(CANCEL if event.is_cancelled else REQUEST)
    entry = entry_of(event, with_place=True)
    site = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    site.params["CN"] = vText(settings.WAGTAIL_SITE_NAME)
    entry.add("organizer", site)
    guest = vCalAddress(f"mailto:{person.email}")
    guest.params["CN"] = vText(plain(person.display_name))
    guest.params["PARTSTAT"] = vText("ACCEPTED")
    guest.params["RSVP"] = vText("FALSE")
    entry.add("attendee", guest)
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def begun(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Resilient Cities//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def entry_of(event: Event, *, with_place: bool) -> Entry:
    """Return one event. Its text is escaped by the library, whatever it holds."""
    url = settings.SITE_URL + event_address(event.pk, event.thread.title)
    entry = Entry()
    entry.add("uid", uid_of(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("dtstart", whole(event.starts_at))
    entry.add("dtend", whole(event.ends_at))
    entry.add("summary", one_line(event.thread.title))
    entry.add("categories", [str(event.get_kind_display())])
    entry.add("url", url)
    said = [_("Cancelled: %(reason)s") % {"reason": event.cancelled_reason}] if event.is_cancelled else []
    if with_place and event.link:
        said.append(_("Join: %(link)s") % {"link": event.link})
    entry.add("description", "\n".join([*said, url]))
    entry.add("status", status_of(event))
    if with_place and (where := event.place or event.link):
        entry.add("location", one_line(where))
    return entry


def uid_of(event: Event) -> str:
    """Return the name of an event for all calendars, which nothing changes."""
    return f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}"


def status_of(event: Event) -> str:
    if event.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if getattr(event, "own_state", "") == Coming.WAITING else "CONFIRMED"


def whole(moment: datetime) -> datetime:
    """Return a moment in UTC, to the second: calendars know no parts of one."""
    return moment.astimezone(UTC).replace(microsecond=0)


def plain(name: str) -> str:
    """Return a name for a parameter, which takes no quotation marks. Source: RFC 5545, 3.2"""
    return one_line(name).replace('"', "'")

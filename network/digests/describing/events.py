"""Events: one is announced, has changed, is cancelled, or there is a place after all."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from network.digests.describing.line import Causes, Line, keys_of, who
from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.querysets import AttendanceQuerySet, EventQuerySet
from network.events.reading.when import told
from network.forum.reading.addresses import event_address

ANNOUNCED, CHANGED, CANCELLED, PLACE = "event", "event_change", "event_cancel", "place"


def ahead(user: Any) -> EventQuerySet:
    """Return the events that are not over: what was said of one that is needs nobody's eye any more."""
    return Event.objects.visible_to(user).listed().filter(ends_at__gt=timezone.now())


def taking_place(user: Any) -> EventQuerySet:
    return ahead(user).filter(cancelled_at=None)


def cancelled(user: Any) -> EventQuerySet:
    return ahead(user).filter(cancelled_at__isnull=False)


def places(user: Any) -> AttendanceQuerySet:
    return Attendance.objects.filter(person=user.pk, state=Coming.GOING, event__in=taking_place(user))


READABLE: dict[str, Causes] = {ANNOUNCED: taking_place, CHANGED: taking_place, CANCELLED: cancelled, PLACE: places}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    """Describe an event by the thread of a notice: its key is that of the thread."""
    keys = {one.thread_id for one in notices} | keys_of(notices, ANNOUNCED)
    events = Event.objects.filter(pk__in=keys).select_related("thread__author", "host").in_bulk()
    return {one.pk: line_of(events[one.thread_id], one) for one in notices if one.thread_id in events}


def line_of(event: Event, notice: Any) -> Line:
    author, title = event.thread.author, event.thread.title
    host = event.host.name if event.host else ""
    told_of = {"who": host or who(author.display_name, author.anonymised_at), "event": title}
    return Line(
        said=sentence(notice) % told_of,
        url=event_address(event.pk, title),
        words=told(event.starts, event.ends, event.zone),
        place=host,
        about=title,
    )


def sentence(notice: Any) -> str:
    if notice.source == PLACE:
        return _("You have a place at “%(event)s”")
    if notice.source == CANCELLED:
        return _("“%(event)s” does not take place")
    if notice.source == CHANGED:
        return _("When or where “%(event)s” takes place has changed")
    return _("%(who)s invites you to “%(event)s”")

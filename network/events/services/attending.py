"""Who comes: places are given under the lock of the event, so that no more come than there is room for."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.services.door import open_event
from network.events.signals import attendance_changed
from network.forum.services.posting import home_of
from portal.accounts.models import User


@transaction.atomic
def join(event: Event, *, by: User) -> Attendance:
    """Give somebody a place, or one on the waiting list. Doing it twice changes nothing. Raises PermissionDenied."""
    event = open_event(event, "events.join", by)
    row = event.attendances.filter(person=by).first() or Attendance(event=event, person=by, state=Coming.OUT)
    if row.state != Coming.OUT:
        return row
    row.state = Coming.GOING if has_room(event) else Coming.WAITING
    row.asked_at = timezone.now()
    row.city = home_of(by)[0]
    row.reminded_at = None
    row.save()
    attendance_changed.send(Attendance, attendance=row)
    return row


@transaction.atomic
def leave(event: Event, *, by: User) -> Attendance | None:
    """Take back one's word; whoever waits longest moves up. Raises PermissionDenied."""
    event = open_event(event, "events.join", by)
    row = event.attendances.filter(person=by).exclude(state=Coming.OUT).first()
    if row is None:
        return None
    row.state = Coming.OUT
    row.save()
    attendance_changed.send(Attendance, attendance=row)
    move_up(event)
    return row


def move_up(event: Event) -> list[Attendance]:
    """Give free places of a locked event to those who wait, the longest first. Returns who moved up."""
    moved = []
    for row in event.attendances.waiting():
        if not has_room(event):
            break
        row.state = Coming.GOING
        row.save()
        attendance_changed.send(Attendance, attendance=row)
        moved.append(row)
    return moved


def has_room(event: Event) -> bool:
    """Return whether one more can come to a locked event."""
    return event.capacity is None or event.attendances.going().count() < event.capacity

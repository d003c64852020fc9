"""Who comes: places are given under the lock of the event, so that no more come than there is room for."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.services.door import open_event
from network.events.signals import attendance_changed
from network.forum.services.door import lock_thread
from network.forum.services.posting import home_of
from network.forum.services.traces import readers_of_board
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
    row.state, row.told_sequence = Coming.OUT, -1
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


def forget_strangers(events: QuerySet[Event]) -> None:
    """Delete the word of people who do not read an event any more; whoever waits longest moves up."""
    for event in events.select_for_update(of=["self"], no_key=True).select_related("thread__board").order_by("pk"):
        readers = readers_of_board(event.thread.board)
        if readers is None:
            continue
        gone, _by_model = event.attendances.exclude(person__in=readers.values("pk")).delete()
        if gone and not event.is_over and not event.is_cancelled:
            move_up(event)


def forget_person(person: User) -> None:
    """Delete what somebody said of any event, as they leave the portal; whoever waits longest moves up."""
    events = Event.objects.filter(attendances__person=person).order_by("pk")
    for key in events.values_list("pk", flat=True):
        lock_thread(key)
        event = Event.objects.select_for_update(of=["self"], no_key=True).get(pk=key)
        event.attendances.filter(person=person).delete()
        if not event.is_over and not event.is_cancelled:
            move_up(event)

"""Who comes: places are given under the lock of the event, so that no more come than there is room for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cities.places.services.door import lock_people
from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.services.door import open_event
from network.events.signals import attendance_changed
from network.forum.choices import Audience
from network.forum.models import Board
from network.forum.services.door import lock_thread
from network.forum.services.posting import home_of
from network.forum.services.traces import readers_of, readers_of_board
from portal.accounts.models import User


@transaction.atomic
def join(event: Event, *, by: User) -> Attendance:
    """Give somebody a place, or one on the waiting list. Doing it twice changes nothing. Raises PermissionDenied.

    The person is locked first, as they are where a membership ends: no place outlasts the right to it.
    """
    lock_people(by.pk)
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
        attendance_changed.send(Attendance, attendance=row, moved_up=True)
        moved.append(row)
    return moved


def has_room(event: Event) -> bool:
    """Return whether one more can come to a locked event."""
    return event.capacity is None or event.attendances.going().count() < event.capacity


def forget_strangers(events: QuerySet[Event], *, person: User | None = None) -> None:
    """Delete the word of who may not come to some events any more, or of `person` where it is they.

    Whoever waits longest moves up.
    """
    for event in events.select_for_update(of=["self"], no_key=True).select_related("thread__board").order_by("pk"):
        strangers = event.attendances.exclude(person__in=comers_of(event.thread.board).values("pk"))
        give_back(event, strangers if person is None else strangers.filter(person=person))


def forget_without_membership(person: User) -> None:
    """Give back what somebody cannot come to any more, now that a membership of theirs has ended."""
    forget_strangers(Event.objects.ahead().filter(attendances__person=person), person=person)


def comers_of(board: Board) -> QuerySet[User]:
    """Return the people who may come to events on a board: those of the network who read it.

    A suspension ends, and so takes no place away.
    """
    readers: Any = readers_of_board(board)
    of_the_network: Any = readers_of(Audience.NETWORK, [])
    return of_the_network if readers is None else readers


def give_back(event: Event, rows: QuerySet[Attendance]) -> None:
    """Delete what some people said of a locked event; their places are for those who wait."""
    gone, _by_model = rows.delete()
    if gone and not event.is_over and not event.is_cancelled:
        move_up(event)


def forget_person(person: User) -> None:
    """Delete what somebody said of any event, as they leave the portal; whoever waits longest moves up."""
    events = Event.objects.filter(attendances__person=person).order_by("pk")
    for key in events.values_list("pk", flat=True):
        lock_thread(key)
        event = Event.objects.select_for_update(of=["self"], no_key=True).get(pk=key)
        give_back(event, event.attendances.filter(person=person))

"""What events do when something happens to them, to their thread, or to who reads it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone

from cities.places.models import Membership
from cities.places.signals import membership_changed
from network.events import signals, tasks
from network.events.choices import Coming
from network.events.former import Former
from network.events.models import Attendance, Event
from network.events.services.attending import forget_strangers, forget_without_membership
from network.events.services.telling import soon
from network.forum import signals as forum
from network.forum.choices import Kind
from network.forum.kept_pages import raise_for
from network.forum.models import Board, Thread


def connect() -> None:
    """Listen to the acts of this room and of the forum."""
    for signal in (signals.event_changed, signals.event_cancelled):
        signal.connect(tell, dispatch_uid="events-letters")
    for signal in (signals.event_announced, signals.event_changed, signals.event_cancelled):
        signal.connect(event_shown, dispatch_uid="events-pages")
    signals.attendance_changed.connect(place_changed, dispatch_uid="events-letters")
    forum.thread_changed.connect(thread_changed, dispatch_uid="events-calendars")
    forum.thread_moved.connect(thread_changed, dispatch_uid="events-calendars")
    forum.thread_moved.connect(thread_moved, dispatch_uid="events-readers")
    forum.board_changed.connect(board_changed, dispatch_uid="events-readers")
    membership_changed.connect(membership_ended, dispatch_uid="events-readers")


def tell(event: Event, before: Former | None = None, **_: Any) -> None:
    """Tell those who come, once the act is sure."""
    soon(partial(tasks.tell_of.delay, event.pk, before and before.sent))


def place_changed(attendance: Attendance, **_: Any) -> None:
    if attendance.state == Coming.GOING:
        soon(partial(tasks.tell_of.delay, attendance.event_id))


def event_shown(event: Event, **_: Any) -> None:
    """Draw the kept pages anew that say when an event is."""
    raise_for(event.thread.board)


def thread_changed(thread: Thread, **_: Any) -> None:
    """Let calendars fetch an event again whose title, sight or board changed."""
    if thread.kind == Kind.EVENT:
        Event.objects.filter(pk=thread.pk).update(changed_at=timezone.now())


def thread_moved(thread: Thread, **_: Any) -> None:
    if thread.kind == Kind.EVENT:
        forget_strangers(Event.objects.filter(pk=thread.pk))


def membership_ended(membership: Membership, **_: Any) -> None:
    """Give back the places of somebody at events that they cannot come to any more."""
    if not membership.is_active:
        forget_without_membership(membership.user)


def board_changed(board: Board, **_: Any) -> None:
    forget_strangers(Event.objects.filter(thread__board=board.pk))

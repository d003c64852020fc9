"""Events: those who come are told of changes and of places, and a city's network of an event of its own."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cities.places.models import Membership
from network.digests.choices import NoticeKind
from network.digests.describing.events import ANNOUNCED, CANCELLED, CHANGED, PLACE
from network.digests.describing.posts import POST
from network.digests.models import Notice
from network.digests.receivers.forum import is_read, readers_of
from network.digests.services.noticing import Cause, notice
from network.events import signals
from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.forum.choices import Kind
from network.forum.models import Post
from network.forum.signals import post_published
from portal.accounts.models import User


def connect() -> None:
    signals.event_announced.connect(announced, dispatch_uid="digests-notices")
    signals.event_changed.connect(changed, dispatch_uid="digests-notices")
    signals.event_cancelled.connect(cancelled, dispatch_uid="digests-notices")
    signals.attendance_changed.connect(place_changed, dispatch_uid="digests-notices")
    post_published.connect(released, dispatch_uid="digests-announced")


def cause_of(event: Event, source: str, at: Any, *, by: User | None = None, again: str = "nothing") -> Cause:
    actor = by.pk if by else None
    return Cause(kind=NoticeKind.EVENT, source=source, at=at, thread=event.pk, actor=actor, again=again)


def is_shown(event: Event) -> bool:
    return bool(event.thread.last_number) and not event.thread.is_hidden


def announced(event: Event, **_: Any) -> None:
    """Tell the network of the city that is host, but for those who are told of the thread already."""
    if event.host_id is None or event.is_over or not is_shown(event):
        return
    told = Notice.objects.filter(source=POST, thread=event.pk).values("person")
    own = Membership.objects.active().filter(city=event.host_id).values("user")
    people = readers_of(event.thread.board).filter(pk__in=own).exclude(pk__in=told)
    notice(cause_of(event, ANNOUNCED, event.thread.last_post_at, by=event.thread.author), event.pk, people)


def released(post: Post, **_: Any) -> None:
    """Announce an event whose first post a moderator has released; one that is being called is announced by itself."""
    if post.number == 1 and post.thread.kind == Kind.EVENT and is_read(post):
        event = Event.objects.filter(pk=post.thread_id).select_related("thread__board", "thread__author").first()
        if event:
            announced(event)


def changed(event: Event, by: User, **_: Any) -> None:
    tell_comers(event, CHANGED, by)


def cancelled(event: Event, by: User, **_: Any) -> None:
    tell_comers(event, CANCELLED, by)


def tell_comers(event: Event, source: str, by: User) -> None:
    """Tell who comes or waits, and reads the event."""
    if is_shown(event):
        comers = event.attendances.exclude(state=Coming.OUT).values("person")
        people = readers_of(event.thread.board).filter(pk__in=comers)
        notice(cause_of(event, source, event.changed_at, by=by, again="later"), event.pk, people)


def place_changed(attendance: Attendance, moved_up: bool = False, **_: Any) -> None:
    """Tell who waited that there is a place; whoever gives it back is told anew of the next one."""
    event = attendance.event
    if attendance.state == Coming.OUT:
        Notice.objects.filter(person=attendance.person_id, source=PLACE, object_id=attendance.pk).delete()
    elif moved_up and is_shown(event):
        people = readers_of(event.thread.board).filter(pk=attendance.person_id)
        notice(cause_of(event, PLACE, timezone.now()), attendance.pk, people)

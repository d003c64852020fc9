"""Calling, changing and cancelling an event. What calendars have to learn raises its sequence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import City
from cities.places.roles import roles_of
from network.events.choices import EventKind
from network.events.former import Former
from network.events.models import Event
from network.events.services.attending import move_up
from network.events.services.door import open_event
from network.events.signals import event_announced, event_cancelled, event_changed
from network.forum.choices import Kind
from network.forum.models import Board
from network.forum.services.posting import Opening, Written, start_thread
from portal.accounts.models import User
from portal.accounts.rules import is_moderator
from portal.text.hidden import one_line

TOLD = ("starts_at", "ends_at", "zone", "place", "link")
"""What those who come have to know when it changes."""


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """When and where an event is, as its host says."""

    kind: str = EventKind.CALL
    host: City | None = None
    starts_at: datetime
    ends_at: datetime
    zone: str = "Europe/London"
    place: str = ""
    link: str = ""
    capacity: int | None = None

    @classmethod
    def of(cls, event: Event) -> Self:
        """Return those of an event as it is."""
        return cls(**{name: getattr(event, name) for name in cls.__dataclass_fields__})

    @property
    def key(self) -> str:
        """What is the same for as long as nobody changes any of them."""
        moments = [moment.astimezone(UTC).isoformat() for moment in (self.starts_at, self.ends_at)]
        told = [self.kind, self.host and self.host.pk, *moments, self.zone, self.place, self.link, self.capacity]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


@transaction.atomic
def call_event(board: Board, opening: Opening, written: Written, particulars: Particulars, *, by: User) -> Event:
    """Begin a thread with an event. The same form sent twice makes one. Raises PermissionDenied, ValidationError."""
    opening = Opening(title=opening.title, kind=Kind.EVENT, themes=opening.themes)
    thread = start_thread(board, opening, written, by=by)
    if earlier := Event.objects.filter(thread=thread).first():
        return earlier
    check_host(particulars.host, None, by)
    event = Event(thread=thread, **vars(particulars))
    event.full_clean(exclude=["thread"])
    event.save(force_insert=True)
    event_announced.send(Event, event=event)
    return event


@transaction.atomic
def change_event(event: Event, particulars: Particulars, *, by: User, seen: str | None = None) -> Event:
    """Change when, where or for how many an event is. Raises PermissionDenied, ValidationError.

    `seen` is the key of the particulars that `by` began from: where somebody changed them meanwhile nothing is
    written, and the error has the code `stale`.
    """
    event = open_event(event, "events.change", by)
    now, before = Particulars.of(event), Former.of(event)
    if particulars == now:
        return event
    if seen is not None and seen != now.key:
        raise ValidationError(_("Somebody changed this event meanwhile. Look at both."), code="stale")
    check_host(particulars.host, event.host_id, by)
    for name, value in vars(particulars).items():
        setattr(event, name, value)
    event.full_clean(exclude=["thread"])
    is_news = any(getattr(event, name) != getattr(before, name) for name in TOLD)
    if is_news:
        event.sequence += 1
        event.attendances.update(reminded_at=None)
    event.changed_at = timezone.now()
    event.save()
    move_up(event)
    if is_news:
        event_changed.send(Event, event=event, before=before, by=by)
    return event


def check_host(host: City | None, now: int | None, by: User) -> None:
    """Refuse a city that `by` does not speak for: its coordinators could change the event. Raises ValidationError."""
    if host is not None and host.pk != now and host.pk not in roles_of(by) and not is_moderator(by):
        raise ValidationError({"host": _("Choose one of your own cities.")})


@transaction.atomic
def cancel_event(event: Event, reason: str, *, by: User) -> Event:
    """Say that an event does not take place, and why. Raises PermissionDenied, ValidationError.

    Who may not write calls it off all the same, without words of their own: nobody is to stand before a closed door.
    """
    event = open_event(event, "events.cancel", by)
    if not has_perm("events.change", by, event):
        reason = _("Its host has called it off.")
    event.cancelled_at = event.changed_at = timezone.now()
    event.cancelled_reason = one_line(reason)
    event.sequence += 1
    event.full_clean(exclude=["thread"])
    event.save()
    event_cancelled.send(Event, event=event, by=by)
    return event

"""Telling those who come what they have to know, each once: a place, a change, a cancellation, that it begins soon.

What was told of last stands with each attendance, so a run that was lost is made up for by the next one. The rows
are locked for as long as letters are written: two runs at once write none twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from network.events import letters
from network.events.choices import Coming
from network.events.former import Former
from network.events.models import Attendance, Event
from network.forum.reading.naming import readers_q
from portal.accounts.models import User
from portal.mail.services import Outgoing, send_letters

AT_ONCE = 200
"""People of one transaction."""
AHEAD = timedelta(days=1)
"""How long before it begins people are reminded of an event."""


def tell_all(at: datetime | None = None) -> int:
    """Tell of every event that is not over what is to be told, and return how many letters were written."""
    waiting = untold(Attendance.objects.all()).filter(event__ends_at__gt=at or timezone.now())
    return sum(tell(pk) for pk in waiting.values_list("event", flat=True).distinct().order_by("event"))


def tell(event: int, former: Former | None = None) -> int:
    """Tell those who come to an event what changed since they were told last; return how many letters were written.

    Of an event that is hidden nobody is told, and nobody who does not read its board. Who is suspended is told when
    that ends. `former` is how it was until its last change.
    """
    count = 0
    while rows := tell_some(event, former):
        count += rows
    return count


@transaction.atomic
def tell_some(event: int, former: Former | None) -> int:
    found = Event.objects.listed().select_related("thread__board", "host").filter(pk=event).first()
    if found is None or found.is_over:
        return 0
    rows = locked(untold(found.attendances.all()), found)
    send_letters([told_to(found, row, former) for row in rows])
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).update(told_sequence=found.sequence)
    return len(rows)


def untold(rows: QuerySet[Attendance]) -> Any:
    """Return the attendances that lag behind their event; of a cancelled one only those who were told that it is."""
    lagging = rows.filter(told_sequence__lt=F("event__sequence"))
    waiting_for_nothing = Q(state=Coming.WAITING, event__cancelled_at__isnull=False)
    return lagging.filter(Q(state=Coming.GOING) | waiting_for_nothing)


def told_to(event: Event, row: Attendance, former: Former | None) -> Outgoing:
    """Return the letter that an attendance lacks; how it was before is said only to who was told that."""
    person = row.person
    if event.is_cancelled:
        return letters.cancellation(event, person, has_calendar=row.state == Coming.GOING)
    if row.told_sequence < 0:
        return letters.place_given(event, person)
    is_known = former is not None and former.sequence == row.told_sequence
    return letters.change(event, person, former if is_known else None)


def remind_all(at: datetime | None = None) -> int:
    """Remind those who come of the events that begin within a day, once each; return how many letters were written."""
    at = at or timezone.now()
    begins = Event.objects.listed().filter(cancelled_at=None, starts_at__gt=at, starts_at__lte=at + AHEAD)
    return sum(remind(pk, at) for pk in begins.values_list("pk", flat=True))


def remind(event: int, at: datetime) -> int:
    count = 0
    while rows := remind_some(event, at):
        count += rows
    return count


@transaction.atomic
def remind_some(event: int, at: datetime) -> int:
    """Remind some of those who come; who took their place within the day has just been told."""
    found = Event.objects.listed().select_related("thread__board").filter(pk=event, cancelled_at=None).first()
    if found is None or not at < found.starts_at <= at + AHEAD:
        return 0
    due = found.attendances.going().filter(reminded_at=None, asked_at__lt=found.starts_at - AHEAD)
    rows = locked(due, found)
    send_letters([letters.reminder(found, row.person) for row in rows])
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return len(rows)


def locked(rows: QuerySet[Attendance], event: Event) -> list[Attendance]:
    """Return some attendances of people who read the event now, which no other run has taken up."""
    readers = User.objects.filter(readers_q(event.thread.board))
    found = rows.filter(person__in=readers).select_related("person").order_by("pk")
    return list(found.select_for_update(of=["self"], skip_locked=True)[:AT_ONCE])


def soon(act: Callable[[], Any]) -> None:
    """Do something once the transaction is sure. What fails is made up for by the next run of beat."""
    transaction.on_commit(act, robust=True)

"""Many events at once, as providers tell them: written down in a few queries for each so many of them.

What is done about each is the same as in `portal.mail.bounces`, which is for one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.mail.bounces import LOCK, MOST_SOFT, SOFT_COUNTS_FOR, Event, aware, is_address, stop
from portal.mail.models import Bounce, BounceKind, Lifting, Suppression, SuppressionCause
from portal.mail.signals import address_suppressed
from portal.text.hidden import storable

AT_ONCE = 200
"""Events of one transaction. It holds a lock for each address, and the database has room for some thousands."""


def note_all(events: Sequence[Event]) -> None:
    """Write events down, each once, and stop mail to the addresses where that is due."""
    fresh = {event.key: event for event in events if is_address(event.address.strip())}
    ready = list(fresh.values())
    for start in range(0, len(ready), AT_ONCE):
        note_some(ready[start : start + AT_ONCE])


@transaction.atomic
def note_some(events: Sequence[Event]) -> None:
    hold_all({event.address.strip().lower() for event in events})
    known = set(Bounce.objects.filter(key__in=[event.key for event in events]).values_list("key", flat=True))
    addresses = {event.address.strip().lower() for event in events if event.key not in known}
    lifted = latest_liftings(addresses)
    now = timezone.now()
    Bounce.objects.bulk_create(row_of(event, lifted, now) for event in events if event.key not in known)
    stop_all(addresses, now)


def row_of(event: Event, lifted: dict[str, datetime], now: datetime) -> Bounce:
    address, at = event.address.strip(), min(moment_of(event.at) or now, now)
    last = lifted.get(address.lower())
    return Bounce(
        address=address,
        kind=event.kind,
        source=event.source,
        key=event.key,
        at=at,
        detail=" ".join(storable(event.detail).split())[:300],
        counts=last is None or last < at,
    )


def moment_of(at: datetime | None) -> datetime | None:
    """Return a moment as the database takes it, or None for one that no clock ever showed."""
    try:
        return aware(at).astimezone(UTC) if at else None
    except (OverflowError, ValueError):
        return None


def hold_all(addresses: Collection[str]) -> None:
    """Wait until no other transaction acts on some addresses. All ask in the same order: none waits for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(address, %s)) FROM unnest(%s::text[]) AS own (address)",
            [LOCK, sorted(addresses)],
        )


def latest_liftings(addresses: Collection[str]) -> dict[str, datetime]:
    """Return when mail was let through again last, by address in lower case."""
    return dict(of(Lifting, addresses).order_by().values_list("lower").annotate(last=Max("at")))


def stop_all(addresses: Collection[str], now: datetime) -> None:
    """Send some addresses no more letters, as far as that is due."""
    stopped = {row.lower: row for row in of(Suppression, addresses)}
    fresh = []
    for address, cause in due_causes(addresses, now).items():
        row = stopped.get(address)
        if row is None:
            fresh.append(Suppression(address=address, cause=cause))
        elif row.cause != SuppressionCause.COMPLAINED:
            stop(address, cause)
    Suppression.objects.bulk_create(fresh)
    for row in fresh:
        address_suppressed.send(sender=Suppression, address=row.address, cause=row.cause)


def due_causes(addresses: Collection[str], now: datetime) -> dict[str, SuppressionCause]:
    """Return why mail to some addresses is to stop, for those for which it is. See `portal.mail.bounces.due_cause`."""
    counted = of(Bounce, addresses).filter(counts=True).order_by().values("lower")
    lately = Q(kind=BounceKind.SOFT, at__gt=now - SOFT_COUNTS_FOR)
    rows = counted.annotate(
        complaints=Count("pk", Q(kind=BounceKind.COMPLAINT)),
        hard=Count("pk", Q(kind=BounceKind.HARD)),
        soft=Count("pk", lately),
    )
    found = {}
    for row in rows:
        if row["complaints"]:
            found[row["lower"]] = SuppressionCause.COMPLAINED
        elif row["hard"] or row["soft"] >= MOST_SOFT:
            found[row["lower"]] = SuppressionCause.BOUNCED
    return found


def of(model: Any, addresses: Collection[str]) -> Any:
    """Return the rows of some addresses, which are in lower case, with that of each."""
    return model.objects.annotate(lower=Lower("address")).filter(lower__in=addresses)

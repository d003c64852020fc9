"""What is done about letters that come back and readers who complain.

An address gets no more letters once one comes back for good, or three for now within thirty days, or once its reader
complains. Only signed sources are believed: a provider's webhook, an answer to our own connection, or a return address
that holds a token of ours. Source: RFC 3463 on what the codes mean.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from portal.mail.models import Bounce, BounceKind, BounceSource, Lifting, Means, Suppression, SuppressionCause
from portal.mail.signals import address_suppressed
from portal.text.hidden import storable

SOFT_COUNTS_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=365)
MOST_SOFT = 3
"""The third letter that comes back for now stops mail."""

LOCK = 0x52430010
"""Keeps the locks of addresses apart from other advisory locks of PostgreSQL."""

ABOUT_US = re.compile(
    r"\b5\.1\.[78]\b|\bsender\b|authentication|unable to relay"
    r"|\brelay(?:ing)? (?:access )?(?:is )?(?:denied|not|prohib)",
    re.IGNORECASE,
)
"""Words of a refusal that is about us and not about the recipient."""
FOR_NOW = re.compile(r"\b5\.(?:2\.[234]|[3567]\.\d{1,3})\b")
"""The mailbox is full, the letter too large or against a policy: for good for this letter, not for the address."""
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
NO_SUCH_MAILBOX = ("521", "550", "551", "553", "556")
"""Source: RFC 5321 s.4.2.3; RFC 7504 s.4 on 521 and 556."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a signed source says of an address. `key` is the same each time that it says it."""

    address: str
    kind: BounceKind
    source: BounceSource
    key: str
    detail: str = ""
    at: datetime | None = None


@transaction.atomic
def note(event: Event) -> bool:
    """Write an event down, once, and stop mail to the address where that is due. Return whether it was new."""
    address = event.address.strip()
    if not is_address(address):
        return False
    hold(address)
    now = timezone.now()
    at = min(aware(event.at) if event.at else now, now)
    known = Bounce.objects.filter(key=event.key).exists()
    if known:
        return False
    Bounce.objects.create(
        address=address,
        kind=event.kind,
        source=event.source,
        key=event.key,
        at=at,
        detail=" ".join(storable(event.detail).split())[:300],
        counts=not Lifting.objects.filter(address__iexact=address, at__gte=at).exists(),
    )
    if cause := due_cause(address):
        stop(address, cause)
    return True


def is_address(address: str) -> bool:
    try:
        address.encode()
        Bounce._meta.get_field("address").clean(address, None)
    except (ValidationError, UnicodeError):
        return False
    return True


def aware(at: datetime) -> datetime:
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def hold(address: str) -> None:
    """Wait until no other transaction acts on the address: two counts at once would each miss the other's event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [address.lower(), LOCK])


def due_cause(address: str) -> SuppressionCause | None:
    """Return why mail to an address is to stop, if it is."""
    if Bounce.objects.filter(address__iexact=address, counts=True, kind=BounceKind.COMPLAINT).exists():
        return SuppressionCause.COMPLAINED
    return SuppressionCause.BOUNCED if has_bounced(address) else None


def has_bounced(address: str) -> bool:
    """Return whether so many letters to an address came back that mail to it is to stop."""
    counted = Bounce.objects.filter(address__iexact=address, counts=True)
    lately = counted.filter(kind=BounceKind.SOFT, at__gt=timezone.now() - SOFT_COUNTS_FOR)
    return counted.filter(kind=BounceKind.HARD).exists() or lately.count() >= MOST_SOFT


def stop(address: str, cause: SuppressionCause) -> None:
    """Send an address no more letters. A complaint outweighs letters that came back, and not the other way round."""
    row = Suppression.objects.filter(address__iexact=address).first()
    if row is not None and row.cause in (cause, SuppressionCause.COMPLAINED):
        return
    if row is None:
        Suppression.objects.create(address=address, cause=cause)
    else:
        row.cause, row.since = cause, timezone.now()
        row.save(update_fields=["cause", "since"])
    address_suppressed.send(sender=Suppression, address=address, cause=cause)


@transaction.atomic
def lift(address: str, *, means: Means, by: AbstractBaseUser | None = None, reason: str = "") -> bool:
    """Let mail through to an address again. What came back before counts no more. False where nothing is stopped."""
    hold(address)
    row = Suppression.objects.filter(address__iexact=address).first()
    if row is None:
        return False
    Lifting.objects.create(
        address=row.address,
        cause=row.cause,
        means=means,
        by=by,  # type: ignore[misc]  # the one user model, which this room may not import
        reason=reason,
    )
    Bounce.objects.filter(address__iexact=address).update(counts=False)
    row.delete()
    return True


def note_refused(address: str, said: str) -> bool:
    """Write down that the mail server refused a recipient while sending, and return whether that says anything of it.

    `said` is `Handed.said` of a refusal that is `of_recipient`: the code and the words of the answer.
    """
    kind = kind_of_answer(said)
    if kind is None:
        return False
    key = f"smtp:{uuid.uuid4()}"
    return note(Event(address=address, kind=kind, source=BounceSource.SMTP, key=key, detail=said))


def kind_of_answer(said: str) -> BounceKind | None:
    """Return what an answer of SMTP to RCPT says of the recipient: "550 5.1.1 no such user", for one."""
    code = said[:3]
    if not re.match(r"5\d\d\b", said) or ABOUT_US.search(said):
        return None
    if STATUS.search(said):
        return kind_of_status(said)
    if code in NO_SUCH_MAILBOX:
        return BounceKind.HARD
    return BounceKind.SOFT if code in ("552", "554") else None


def kind_of_status(said: str) -> BounceKind | None:
    """Return what an enhanced status code says of the recipient, or None where it says nothing. Source: RFC 3463"""
    found = STATUS.search(said)
    if found is None or found[1] == "2" or ABOUT_US.search(said):
        return None
    return BounceKind.SOFT if found[1] == "4" or FOR_NOW.search(said) else BounceKind.HARD


def forget_bounces(*, older_than: timedelta = KEPT_FOR) -> int:
    """Delete what came back so long ago that nothing counts by it, and return how many. What is stopped stays so."""
    return Bounce.objects.filter(at__lt=timezone.now() - older_than).delete()[0]


def key_of(*parts: object) -> str:
    """Return a short key that is the same for the same parts."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode(errors="replace")).hexdigest()[:40]

"""Claim: take up what is due, so that nobody else does. Nothing slow happens inside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from network.digests.choices import DigestState
from network.digests.models import Digest, Halt

BATCH = 500


def is_halted() -> bool:
    """Return whether an administrator has stopped all digests."""
    return Halt.objects.filter(ended_at=None).exists()


def due(at: datetime | None = None, *, cadence: str = "") -> QuerySet[Digest]:
    """Return what waits to be taken up, of one cadence or of both."""
    rows = Digest.objects.filter(state=DigestState.DUE, try_at__lte=at or timezone.now())
    return rows.filter(cadence=cadence) if cadence else rows


@transaction.atomic
def claim(at: datetime | None = None, *, most: int = BATCH, cadence: str = "") -> list[Digest]:
    """Take up at most so many digests that are due at `at`, the oldest first; others take up others.

    None are taken up while an administrator has stopped them all.
    """
    if is_halted():
        return []
    keys = list(
        due(at, cadence=cadence)
        .order_by("try_at", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)[:most]
    )
    rows = Digest.objects.filter(pk__in=keys)
    rows.update(state=DigestState.CLAIMED, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    return list(rows.select_related("person", "person__digest_preference").order_by("try_at", "pk"))

"""Claim: take up what is due, so that nobody else does. Nothing slow happens inside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.digests.choices import DigestState
from network.digests.models import Digest, Halt

BATCH = 500


def is_halted() -> bool:
    """Return whether an administrator has stopped all digests."""
    return Halt.objects.filter(ended_at=None).exists()


@transaction.atomic
def claim(at: datetime | None = None, *, most: int = BATCH) -> list[Digest]:
    """Take up at most so many digests that are due at `at`, the oldest first; others take up others.

    None are taken up while an administrator has stopped them all.
    """
    if is_halted():
        return []
    now = at or timezone.now()
    due = Digest.objects.filter(state=DigestState.DUE, try_at__lte=now).order_by("try_at", "pk")
    keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
    rows = Digest.objects.filter(pk__in=keys)
    rows.update(state=DigestState.CLAIMED, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    return list(rows.select_related("person", "person__digest_preference").order_by("try_at", "pk"))

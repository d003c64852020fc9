"""Claim: take up what is due, so that nobody else does. Nothing slow happens inside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.digests.choices import DigestState
from network.digests.models import Digest

BATCH = 500


@transaction.atomic
def claim(at: datetime | None = None, *, most: int = BATCH) -> list[Digest]:
    """Take up at most so many digests that are due at `at`, the oldest first; others take up others."""
    now = at or timezone.now()
    due = Digest.objects.filter(state=DigestState.DUE, due_at__lte=now).order_by("due_at", "pk")
    keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
    rows = Digest.objects.filter(pk__in=keys)
    rows.update(state=DigestState.CLAIMED, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    return list(rows.select_related("person", "person__digest_preference").order_by("due_at", "pk"))

"""Whether what outlets printed is still there: asked each month, and a week after it was first not found.

A link that fails once may have a bad day. Two failures, a week apart, make it dead; one answer brings it back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.fetching import Answer, status_in_words
from portal.newsroom.models import Coverage

CHECK_EVERY = timedelta(days=30)
FAILING_EVERY = timedelta(days=7)
DEAD_AFTER = timedelta(days=6)  # a week, by a clock that strikes once a day


def due(limit: int, on: datetime | None = None) -> QuerySet[Coverage]:
    """Return up to `limit` rows whose link is to be asked, those never asked first. Demonstrations lead nowhere."""
    now = on or timezone.now()
    fails = Q(failing_since__isnull=False, dead_since__isnull=True, asked_at__lte=now - FAILING_EVERY)
    waiting = Q(asked_at__isnull=True) | Q(asked_at__lte=now - CHECK_EVERY) | fails
    return Coverage.objects.filter(waiting, is_demo=False).order_by(F("asked_at").asc(nulls_first=True), "pk")[:limit]


@transaction.atomic
def settle(coverage: Coverage, answer: Answer, at: datetime | None = None) -> None:
    """Write down how a link answered, where the record still has that address.

    Pages that are kept become stale only where readers see another thing.
    """
    now = at or timezone.now()
    was = coverage.dead_since
    coverage.asked_at = now
    coverage.answer = "" if answer.is_well else (answer.error or status_in_words(answer.status))[:200]
    if answer.is_well:
        coverage.failing_since = coverage.dead_since = None
    else:
        coverage.failing_since = coverage.failing_since or now
        if now - coverage.failing_since >= DEAD_AFTER:
            coverage.dead_since = coverage.dead_since or coverage.failing_since
    fields = ("asked_at", "answer", "failing_since", "dead_since")
    asked = Coverage.objects.filter(pk=coverage.pk, url=coverage.url)  # an editor may give it another address meanwhile
    if coverage.dead_since == was:
        asked.update(**{name: getattr(coverage, name) for name in fields})
    elif asked.select_for_update().exists():
        coverage.save(update_fields=fields)

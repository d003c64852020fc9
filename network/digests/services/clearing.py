"""Clear the ledger of digests of what is old. Each act is safe to repeat, and deletes in parts of a bounded size.

An item keeps its person from being told of a thing again. It may go once nothing tells of that thing any more:

- outcomes, updates, editions and changes are told of for `RECENT`, 30 days from when they were published;
- what is due has a day in its key, and that of the next four weeks is another: see `building.sections.plans_due`;
- an event is told of as long as it is to come, so its item stays until it has begun.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from network.digests.choices import ItemKind
from network.digests.models import Digest, DigestItem, Run
from network.events.models import Event

KEPT_FOR = timedelta(days=365)
"""That a digest was sent, and when."""
WORDS_FOR = timedelta(days=90)
"""What it told of, and what the mail server said. Until then one that did not arrive can be sent again."""
ITEMS_FOR = timedelta(days=120)
"""Longer than any thing is told of, and than what did not arrive can be sent again, but for events."""
BATCH = 1_000


def clear_digests(at: datetime | None = None) -> dict[str, int]:
    """Clear what is too old at `at`, or now, and return how much of each there was."""
    now = at or timezone.now()
    return {
        "emptied": empty_old(now),
        "items": delete_in_parts(old_items(now)),
        "digests": delete_in_parts(old_digests(now)),
        "runs": Run.objects.filter(at__lt=now - KEPT_FOR, digests=None).delete()[0],
    }


def empty_old(now: datetime) -> int:
    """Empty what old digests told of."""
    old = Digest.objects.filter(settled_at__lt=now - WORDS_FOR)
    has_words = ~Q(shown=[]) | ~Q(subject="") | ~Q(detail="")
    return old.filter(has_words).update(shown=[], subject="", detail="")


def old_items(now: datetime) -> QuerySet[DigestItem]:
    """Return the items of things that are told of no more."""
    old = DigestItem.objects.filter(digest__settled_at__lt=now - ITEMS_FOR)
    to_come = Event.objects.filter(pk=OuterRef("object_id"), starts_at__gt=now)
    return old.exclude(Q(kind=ItemKind.EVENT) & Q(Exists(to_come)))


def old_digests(now: datetime) -> QuerySet[Digest]:
    """Return the digests that came to their end long ago and keep nobody from being told of anything."""
    return Digest.objects.filter(settled_at__lt=now - KEPT_FOR, items=None)


def delete_in_parts(rows: QuerySet[Any]) -> int:
    count = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        count += rows.model._default_manager.filter(pk__in=keys).delete()[0]
    return count

"""How many notices somebody has not read, kept for a minute: most pages ask nothing for the number in their head.

Without the cache it is counted for each page. Which sources the unread have comes with who is signed in, so that it is
one query, and none where nothing is unread, which is so for most.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef

from network.digests.models import Notice
from portal.accounts.backends import register_known

MOST = 100
"""Nobody counts further: above it says 99+."""
KEPT_FOR = 60
"""Seconds."""
UNREAD_SOURCES = "unread_sources"
"""What somebody who is signed in knows of their notices: see `AccountBackend`."""


def register() -> None:
    """Let who is signed in know which sources their unread notices have."""
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at=None).order_by().values("source").distinct()
    register_known(UNREAD_SOURCES, ArraySubquery(unread))


def key_of(person: int) -> str:
    return f"notices:{person}"


def unread_count(person: Any) -> int:
    """Return how many notices a person has not read, as many as their page shows, and at most `MOST`."""
    kept = cache.get(key_of(person.pk))
    return recount(person) if kept is None else kept


def recount(person: Any) -> int:
    """Count the notices that a person has not read, and keep the number."""
    sources = getattr(person, UNREAD_SOURCES, None)
    count = Notice.objects.unread().visible_to(person, sources)[:MOST].count()
    cache.set(key_of(person.pk), count, KEPT_FOR)
    return count


def forget_counts(people: Iterable[int]) -> None:
    """Count anew for some people, once the transaction is sure."""
    if keys := [key_of(person) for person in people]:
        transaction.on_commit(lambda: cache.delete_many(keys), robust=True)

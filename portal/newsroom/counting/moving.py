"""Adding what was counted to the daily totals: each batch once, through crashes and tasks that come twice.

A batch is set aside in Redis under a name of its own and added in one transaction with its name; then it is forgotten.
Killed before that transaction, the next run adds it; killed after, the next run finds its name and only forgets it.
What is lost is what Redis itself loses.
"""

from __future__ import annotations

import logging
from uuid import UUID

import redis
from django.db import connection, transaction
from django.utils import timezone

from portal.newsroom.counting.store import KEPT_FOR, reads
from portal.newsroom.models import CountedBatch

logger = logging.getLogger(__name__)

NAMES_KEPT_FOR = 4 * KEPT_FOR
"""Longer than a batch can lie in Redis."""
MOST = 2_000_000_000
"""Less than an integer of PostgreSQL holds."""
ADD = """
INSERT INTO newsroom_readcount (article_id, day, count)
SELECT article.page_ptr_id, %s, LEAST(read.count, %s)
FROM unnest(%s::text[], %s::bigint[]) AS read (slug, count)
JOIN wagtailcore_page page ON page.slug = read.slug
JOIN newsroom_articlepage article ON article.page_ptr_id = page.id
ORDER BY article.page_ptr_id
ON CONFLICT (article_id, day) DO UPDATE
SET count = LEAST(newsroom_readcount.count::bigint + EXCLUDED.count, %s)
"""


def move() -> int:
    """Add what was counted to the daily totals, and return how many batches were. Without Redis it waits there."""
    CountedBatch.objects.filter(counted_at__lt=timezone.now() - NAMES_KEPT_FOR).delete()
    try:
        reads().take()
        return sum(add(aside) for aside in reads().aside())
    except redis.RedisError as error:
        logger.warning("Reads wait to be added: %s", type(error).__name__)
        return 0


def add(aside: str) -> bool:
    """Add one batch, unless it was added before, and forget it."""
    day, _colon, name = aside.partition(":")
    counts = reads().of(aside)
    is_new = bool(counts) and added(day, UUID(name), counts)
    reads().forget(aside)
    return is_new


@transaction.atomic
def added(day: str, name: UUID, counts: dict[str, int]) -> bool:
    """Add counts by slug to the totals of a day. Slugs of no article are left out. False where it was done before.

    Whoever comes second with a name waits here until the first has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsroom_countedbatch (name, counted_at) VALUES (%s, now()) ON CONFLICT DO NOTHING", [name]
        )
        if not cursor.rowcount:
            return False
        cursor.execute(ADD, [day, MOST, list(counts), list(counts.values()), MOST])
    return True

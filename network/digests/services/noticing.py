"""Telling people of something, in the portal: one notice for each person and cause, in one statement for all of them.

Whoever calls says who is concerned and may read the cause. Who did it themselves is not told, nor whose account is
closed. A cause that comes twice, because a task or a signal ran twice, is told of once. The letters that are due wait
for two minutes, so no bell is rung for them here: beat has them written. See `network.digests.services.telling`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet, Value

from network.digests.choices import WRITTEN_FROM_NOTICES, NoticeKind, at_once_at_first
from network.digests.counting import forget_counts
from portal.accounts.models import User

# The people and the causes come from a query, whose parameters stand between those of this statement.
WRITE = """
INSERT INTO digests_notice (person_id, kind, source, object_id, thread_id, actor_id, at, letter)
SELECT DISTINCT u.id, %s, %s, wanted.cause, %s::bigint, %s::bigint, %s::timestamptz,
  CASE WHEN %s AND coalesce(p.at_once, %s::varchar[]) @> ARRAY[%s]::varchar[] THEN 'due' ELSE '' END
FROM ({people}) AS wanted (person, cause)
JOIN accounts_user u ON u.id = wanted.person AND u.is_active AND u.anonymised_at IS NULL
LEFT JOIN digests_preference p ON p.person_id = u.id
WHERE u.id IS DISTINCT FROM %s
ORDER BY u.id, wanted.cause
ON CONFLICT (person_id, source, object_id) {again}
RETURNING person_id
"""
AGAIN = {
    "nothing": "DO NOTHING",
    "later": """DO UPDATE SET kind = EXCLUDED.kind, thread_id = EXCLUDED.thread_id, actor_id = EXCLUDED.actor_id,
        at = EXCLUDED.at, read_at = NULL, letter = EXCLUDED.letter WHERE digests_notice.at < EXCLUDED.at""",
    "closer": """DO UPDATE SET kind = EXCLUDED.kind, at = EXCLUDED.at, read_at = NULL,
        letter = CASE WHEN digests_notice.letter = '' THEN EXCLUDED.letter ELSE digests_notice.letter END
        WHERE digests_notice.kind <> EXCLUDED.kind""",
}
"""What becomes of a notice that is there already: nothing; the same thing is asked anew at a later moment; or what was
told of as something among others turns out to be meant for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What people are told of. `again` names what becomes of a notice that is there already: see `AGAIN`."""

    kind: NoticeKind
    source: str
    at: datetime
    thread: int | None = None
    actor: int | None = None
    again: str = "nothing"


def notice(cause: Cause, key: int, people: QuerySet[User] | Collection[int]) -> int:
    """Tell people of one thing, whose key is given, and return how many are told. Safe to repeat."""
    rows = people if isinstance(people, QuerySet) else User.objects.filter(pk__in=people)
    return notice_each(cause, rows.order_by().values_list("pk", Value(key)))


@transaction.atomic
def notice_each(cause: Cause, rows: QuerySet[Any, Any]) -> int:
    """Tell people of a thing each: `rows` is a query of pairs of a person and the key of what they are told of."""
    try:
        people, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0
    has_letter = cause.kind in WRITTEN_FROM_NOTICES
    told = (cause.kind, cause.source, cause.thread, cause.actor, cause.at, has_letter, at_once_at_first(), cause.kind)
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(people=people, again=AGAIN[cause.again]), [*told, *values, cause.actor])
        written = cursor.fetchall()
    forget_counts(person for (person,) in written)
    return len(written)

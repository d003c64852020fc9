"""Settle: write what became of a digest, once. What it told of counts as told in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.types.json import Jsonb

from network.digests.choices import DigestState, ItemKind, Reason
from network.digests.models import Digest

TRIES = 5
"""Times that a digest is tried before it is given up for its period."""
BACKOFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
IN_HANDS = timedelta(minutes=15)
"""How long one that was taken up is left to the process that took it up."""
LEAVES = timedelta(minutes=10)
"""How long after `begin` a text still leaves: less, since clocks differ, and a mail server may take its time."""

IN_THREADS = (ItemKind.THREAD, ItemKind.EVENT)
BEGIN = """
UPDATE digests_digest SET state = 'sending', claimed_at = %(at)s, subject = %(subject)s, shown = %(shown)s
WHERE id = %(key)s AND attempts = %(attempts)s AND state IN ('claimed', 'sending')
"""
SETTLE = """
WITH mine AS (
    UPDATE digests_digest SET state = %(state)s, reason = %(reason)s, detail = %(detail)s, settled_at = %(at)s,
        told_at = CASE WHEN %(has_told)s THEN %(at)s ELSE told_at END
    WHERE id = %(key)s AND attempts = %(attempts)s AND settled_at IS NULL
    RETURNING id, person_id
), items AS (
    INSERT INTO digests_digestitem (person_id, kind, object_id, digest_id)
    SELECT mine.person_id, told.kind, told.object, mine.id
    FROM mine, unnest(%(kinds)s::varchar[], %(objects)s::bigint[]) AS told (kind, object)
    ON CONFLICT DO NOTHING
), numbers AS (
    INSERT INTO forum_reader (person_id, thread_id, level, why, last_read, digested)
    SELECT mine.person_id, t.id, '', '', 0, LEAST(told.number, t.last_number)
    FROM mine, unnest(%(threads)s::bigint[], %(numbers)s::int[]) AS told (thread, number)
    JOIN forum_thread t ON t.id = told.thread
    ORDER BY t.id
    ON CONFLICT (person_id, thread_id) DO UPDATE SET digested = EXCLUDED.digested
    WHERE forum_reader.digested < EXCLUDED.digested
)
SELECT id FROM mine
"""
"""The end of a digest, and what counts as told by it, in one statement: either all of it is written, or nothing.
Threads count by the number, and never back; all else by an item; an event by both: its first post stands in both.
"""


def begin(digest: Digest, *, subject: str, shown: list[dict[str, Any]]) -> bool:
    """Write what the text tells of, just before it leaves. False where the digest is not in these hands any more.

    It may be written twice by the same hands, where nobody knows whether it was written the first time.
    """
    given: dict[str, Any] = {"subject": subject[:200], "shown": Jsonb(shown), "at": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"key": digest.pk, "attempts": digest.attempts, **given})
        changed = bool(cursor.rowcount)
    if changed:
        digest.state, digest.subject, digest.shown = DigestState.SENDING, subject[:200], shown
    return changed


def settle(digest: Digest, state: DigestState, *, reason: str = "", detail: str = "") -> bool:
    """Write the end of a digest; False where it has come to its end, or was taken up anew, meanwhile.

    One that was sent, or may have been, has told its reader what it shows.
    """
    has_told = state in (DigestState.SENT, DigestState.UNKNOWN)
    end: dict[str, Any] = {"state": state.value, "reason": str(reason), "detail": detail[:300], "at": timezone.now()}
    told = what_is_told(digest.shown if has_told else [])
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"key": digest.pk, "attempts": digest.attempts, "has_told": has_told, **end, **told})
        return cursor.fetchone() is not None


def what_is_told(shown: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return what counts as told, in the columns that `SETTLE` takes."""
    items = [choice for choice in shown if choice["kind"] != ItemKind.THREAD]
    numbers = {one["key"]: one["number"] for one in shown if one["number"] and one["kind"] in IN_THREADS}
    return {
        "kinds": [choice["kind"] for choice in items],
        "objects": [choice["key"] for choice in items],
        "threads": list(numbers),
        "numbers": list(numbers.values()),
    }


def settle_all(digests: Iterable[Digest], state: DigestState, *, reason: str = "") -> int:
    """Write the end of digests of which nothing left, and return how many were still in these hands."""
    end = {"state": state, "reason": reason, "settled_at": timezone.now(), "shown": [], "subject": ""}
    return sum(rows.update(**end) for rows in in_these_hands(digests))


def in_these_hands(digests: Iterable[Digest]) -> Iterator[QuerySet[Digest]]:
    """Return those of some digests that were taken up and are in the hands that took them up."""
    keys: dict[int, list[int]] = defaultdict(list)
    for digest in digests:
        keys[digest.attempts].append(digest.pk)
    for attempts, own in keys.items():
        yield Digest.objects.filter(pk__in=own, state=DigestState.CLAIMED, attempts=attempts)


def release(digests: Iterable[Digest], *, again: datetime | None = None) -> int:
    """Let go of digests that nobody tried to send, as if they had not been taken up; others may from `again` on.

    Whoever took one up keeps their number to themselves: the next has another, and so this may be repeated.
    """
    back: dict[str, Any] = {"state": DigestState.DUE, "claimed_at": None}
    if again is not None:
        back["try_at"] = again
    return sum(rows.update(**back) for rows in in_these_hands(digests))


def put_back(digest: Digest, *, reason: Reason, detail: str = "", at: datetime | None = None) -> bool:
    """Let a digest that certainly did not leave wait for another try; after the last one it has failed."""
    tries = digest.tries + 1
    if tries >= TRIES:
        return settle(digest, DigestState.FAILED, reason=reason, detail=detail)
    again = (at or timezone.now()) + BACKOFF[min(tries, len(BACKOFF)) - 1]
    mine = Digest.objects.filter(pk=digest.pk, settled_at=None, attempts=digest.attempts)
    back: dict[str, Any] = {"state": DigestState.DUE, "try_at": again, "claimed_at": None, "tries": tries}
    back |= {"reason": reason, "detail": detail[:300]}
    if digest.resent_at is None:  # what a person sends again is drawn from what it shows
        back |= {"shown": [], "subject": ""}
    return bool(mine.update(**back))


def sweep(at: datetime | None = None) -> tuple[int, int]:
    """Take care of what a process left in its hands: return how many wait again, and how many are in doubt.

    What was only taken up did not leave, and waits again. What was being sent may have left: no machine sends it
    again, and what it shows counts as told.
    """
    before = (at or timezone.now()) - IN_HANDS
    left = Digest.objects.filter(claimed_at__lt=before)
    again = left.filter(state=DigestState.CLAIMED).update(state=DigestState.DUE, claimed_at=None)
    in_doubt = list(left.filter(state=DigestState.SENDING))
    settled = [settle(digest, DigestState.UNKNOWN, reason=Reason.ENDED) for digest in in_doubt]
    return again, sum(settled)

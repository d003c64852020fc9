"""Settle: write what became of a digest, once. What it told of counts as told in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from network.digests.choices import DigestState, ItemKind, Reason
from network.digests.models import Digest, DigestItem

ATTEMPTS = 5
"""Times that the mail server is tried before a digest is given up for its period."""
BACKOFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
IN_HANDS = timedelta(minutes=15)
"""How long one that was taken up is left to the process that took it up."""

TOLD = """
INSERT INTO forum_reader (person_id, thread_id, level, why, last_read, digested)
SELECT %s, told.thread, '', '', 0, LEAST(told.number, t.last_number)
FROM unnest(%s::bigint[], %s::int[]) AS told (thread, number) JOIN forum_thread t ON t.id = told.thread
ON CONFLICT (person_id, thread_id) DO UPDATE SET digested = EXCLUDED.digested
WHERE forum_reader.digested < EXCLUDED.digested
"""


def begin(digest: Digest, *, subject: str, shown: list[dict[str, Any]]) -> bool:
    """Write what the text tells of, just before it leaves. False where the digest is not in these hands any more."""
    mine = Digest.objects.filter(pk=digest.pk, state=DigestState.CLAIMED, attempts=digest.attempts)
    changed = mine.update(state=DigestState.SENDING, claimed_at=timezone.now(), subject=subject[:200], shown=shown)
    if changed:
        digest.state, digest.subject, digest.shown = DigestState.SENDING, subject[:200], shown
    return bool(changed)


@transaction.atomic
def settle(digest: Digest, state: DigestState, *, reason: str = "", detail: str = "") -> bool:
    """Write the end of a digest; False where it has come to its end, or was taken up anew, meanwhile.

    One that was sent, or may have been, has told its reader what it shows.
    """
    mine = Digest.objects.filter(pk=digest.pk, settled_at=None, attempts=digest.attempts)
    changed = mine.update(state=state, reason=reason, detail=detail[:300], settled_at=timezone.now())
    if changed and state in (DigestState.SENT, DigestState.UNKNOWN):
        count_as_told(digest)
    return bool(changed)


def put_back(digest: Digest, *, reason: Reason, detail: str = "") -> bool:
    """Let a digest that certainly did not leave wait for another try; after the last one it has failed."""
    if digest.attempts >= ATTEMPTS:
        return settle(digest, DigestState.FAILED, reason=reason, detail=detail)
    again = timezone.now() + BACKOFF[min(digest.attempts, len(BACKOFF)) - 1]
    mine = Digest.objects.filter(pk=digest.pk, settled_at=None, attempts=digest.attempts)
    changed = mine.update(
        state=DigestState.DUE, try_at=again, claimed_at=None, reason=reason, detail=detail[:300], shown=[], subject=""
    )
    return bool(changed)


def count_as_told(digest: Digest) -> None:
    """Let what a digest shows count as told: threads by the number, all else by an item."""
    threads = [choice for choice in digest.shown if choice["kind"] == ItemKind.THREAD]
    if threads:
        with connection.cursor() as cursor:
            keys, numbers = [one["key"] for one in threads], [one["number"] for one in threads]
            cursor.execute(TOLD, [digest.person_id, keys, numbers])
    items = [
        DigestItem(person_id=digest.person_id, kind=choice["kind"], object_id=choice["key"], digest=digest)
        for choice in digest.shown
        if choice["kind"] != ItemKind.THREAD
    ]
    if items:
        DigestItem.objects.bulk_create(items, ignore_conflicts=True)


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

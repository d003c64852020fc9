"""Settle: write what became of a digest, once. What it told of counts as told in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from network.digests.choices import DigestState, ItemKind, Reason
from network.digests.models import Digest, DigestItem

TRIES = 5
"""Times that a digest is tried before it is given up for its period."""
BACKOFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
IN_HANDS = timedelta(minutes=15)
"""How long one that was taken up is left to the process that took it up."""
LEAVES = timedelta(minutes=10)
"""How long after `begin` a text still leaves: less, since clocks differ, and a mail server may take its time."""

IN_THREADS = (ItemKind.THREAD, ItemKind.EVENT)
TOLD = """
INSERT INTO forum_reader (person_id, thread_id, level, why, last_read, digested)
SELECT told.person, told.thread, '', '', 0, LEAST(told.number, t.last_number)
FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS told (person, thread, number)
JOIN forum_thread t ON t.id = told.thread
ORDER BY told.person, told.thread
ON CONFLICT (person_id, thread_id) DO UPDATE SET digested = EXCLUDED.digested
WHERE forum_reader.digested < EXCLUDED.digested
"""


def begin(digest: Digest, *, subject: str, shown: list[dict[str, Any]]) -> bool:
    """Write what the text tells of, just before it leaves. False where the digest is not in these hands any more.

    It may be written twice by the same hands, where nobody knows whether it was written the first time.
    """
    in_hands = (DigestState.CLAIMED, DigestState.SENDING)
    mine = Digest.objects.filter(pk=digest.pk, state__in=in_hands, attempts=digest.attempts)
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
    now, has_told = timezone.now(), state in (DigestState.SENT, DigestState.UNKNOWN)
    told = {"told_at": now} if has_told else {}
    changed = mine.update(state=state, reason=reason, detail=detail[:300], settled_at=now, **told)
    if changed and has_told:
        count_as_told(digest)
    return bool(changed)


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


def count_as_told(digest: Digest) -> None:
    """Let what a digest shows count as told: threads by the number, all else by an item; of an event both, since its
    first post stands in both.
    """
    threads = [choice for choice in digest.shown if choice["number"] and choice["kind"] in IN_THREADS]
    count_numbers_as_told({(digest.person_id, one["key"]): one["number"] for one in threads})
    items = [
        DigestItem(person_id=digest.person_id, kind=choice["kind"], object_id=choice["key"], digest=digest)
        for choice in digest.shown
        if choice["kind"] != ItemKind.THREAD
    ]
    if items:
        DigestItem.objects.bulk_create(items, ignore_conflicts=True)


def count_numbers_as_told(numbers: dict[tuple[int, int], int]) -> None:
    """Let threads count as told to people up to a number; never back, and in one order for all who do so at once."""
    if not numbers:
        return
    people, threads = zip(*numbers, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [list(people), list(threads), list(numbers.values())])


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

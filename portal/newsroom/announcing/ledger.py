"""What may be sent, and what became of it. Each line is one conditional UPDATE, so that it holds for all processes.

A try is taken up by its number, in a transaction that has ended before anything is said: what a killed process leaves
is known to be in doubt, and is never taken for something that did not leave.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.newsroom.announcing.channels import channels
from portal.newsroom.announcing.results import Outcome, Result
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement, ArticlePage
from portal.text.hidden import storable

TRIES = 6
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
"""Pauses after each try that certainly was not taken."""
IN_HANDS = timedelta(minutes=5)
"""How long a try is left to the process that took it up: more than it can take. So long waits what is in doubt, too."""
REPEATABLE_FOR = timedelta(minutes=50)
"""Since a try began of which nobody knows the end, the same key makes another safe. An hour by the documentation of
Mastodon, less what a request takes and clocks differ.
"""
STILL_OPEN = (AnnouncementState.DUE, AnnouncementState.SENDING, AnnouncementState.UNKNOWN)


def add(article: ArticlePage, keys: Iterable[str]) -> list[int]:
    """Write down that an article is to be announced on channels where it was not yet; return what is new."""
    rows = [Announcement(article=article, channel=key) for key in keys]
    known = set(Announcement.objects.filter(article=article).values_list("channel", flat=True))
    Announcement.objects.bulk_create([row for row in rows if row.channel not in known], ignore_conflicts=True)
    mine = Announcement.objects.filter(key__in=[row.key for row in rows])  # somebody else may have been faster
    return list(mine.values_list("pk", flat=True))


def readable() -> Exists:
    """What is true of an announcement whose article everybody reads now."""
    return Exists(ArticlePage.objects.visible_to().filter(pk=OuterRef("article")))


def waiting(row: Announcement) -> QuerySet[Announcement]:
    """Return this row if nobody took it up since it was read."""
    return Announcement.objects.filter(pk=row.pk, state=AnnouncementState.DUE, attempts=row.attempts)


def claim(row: Announcement) -> bool:
    """Take up a try, right before it is made. False where another did, or readers do not see the article any more."""
    now, number = timezone.now(), row.attempts + 1
    changed = (
        waiting(row)
        .filter(readable())
        .update(state=AnnouncementState.SENDING, attempts=number, tries=row.tries + 1, began_at=now)
    )
    if changed:
        row.state, row.attempts, row.tries, row.began_at = AnnouncementState.SENDING, number, row.tries + 1, now
    return bool(changed)


def let_go(row: Announcement) -> bool:
    """Give back a try that was taken up and not made."""
    mine = Announcement.objects.filter(pk=row.pk, state=AnnouncementState.SENDING, attempts=row.attempts)
    return bool(mine.update(state=AnnouncementState.DUE, tries=row.tries - 1, try_at=timezone.now(), began_at=None))


def pass_over(row: Announcement, result: Result) -> bool:
    """Write down a try that came to nothing before it was taken up."""
    if not waiting(row).update(attempts=row.attempts + 1, tries=row.tries + 1):
        return False
    row.attempts, row.tries = row.attempts + 1, row.tries + 1
    return write_down(row, result)


def write_down(row: Announcement, result: Result, *, may_repeat: bool = False) -> bool:
    """Write what became of the try that is in these hands. False where it is in others' by now.

    `may_repeat` says that the channel takes what has the same key once.
    """
    if result.outcome is Outcome.SENT:
        return settle(row, AnnouncementState.SENT, result.said, address=result.address, doubt_since=None)
    since = row.doubt_since
    if result.outcome is Outcome.DOUBT:
        since = since or row.began_at or timezone.now()
    again = timezone.now() + pause_after(row, result)
    is_over = result.outcome is Outcome.REFUSED or row.tries >= TRIES
    if since and (is_over or again > since + REPEATABLE_FOR or (result.outcome is Outcome.DOUBT and not may_repeat)):
        return settle(row, AnnouncementState.UNKNOWN, result.said, doubt_since=since)
    if is_over:
        return settle(row, AnnouncementState.FAILED, result.said)
    return update(row, state=AnnouncementState.DUE, said=result.said, try_at=again, doubt_since=since)


def pause_after(row: Announcement, result: Result) -> timedelta:
    if result.outcome is Outcome.DOUBT:
        return IN_HANDS
    return result.again or BACKOFF[min(row.tries, len(BACKOFF)) - 1]


def settle(row: Announcement, state: AnnouncementState, said: str, **more: Any) -> bool:
    """Write the end of an announcement."""
    return update(row, state=state, said=said, settled_at=timezone.now(), **more)


def update(row: Announcement, *, said: str, **fields: Any) -> bool:
    """Write what became of a try, unless another has begun, or somebody has written the end."""
    mine = Announcement.objects.filter(pk=row.pk, attempts=row.attempts, state__in=STILL_OPEN)
    return bool(mine.update(said=storable(said)[:300], **fields))


def cancel(row: Announcement) -> bool:
    """End what readers may not open any more. Where a try may have arrived, an editor has to look."""
    if row.doubt_since:
        said = _("The article was taken back, and may have been announced before: look there.")
        return settle(row, AnnouncementState.UNKNOWN, said)
    return settle(row, AnnouncementState.CANCELLED, _("The article was taken back before it was announced."))


def sweep(at: datetime | None = None) -> int:
    """Take care of what processes left in the middle of a try; return how many."""
    before = (at or timezone.now()) - IN_HANDS
    left = list(Announcement.objects.filter(state=AnnouncementState.SENDING, began_at__lt=before))
    return sum(write_down(row, ended(), may_repeat=may_be_repeated(row)) for row in left)


def ended() -> Result:
    return Result(Outcome.DOUBT, _("The process that sent it ended in the middle."))


def may_be_repeated(row: Announcement) -> bool:
    """Whether the channel may be one that takes a key once. Before another try it is asked whether it is."""
    channel = channels().get(row.channel)
    return channel is not None and channel.kind == "mastodon"

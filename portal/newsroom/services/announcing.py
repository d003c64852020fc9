"""Acts of the announcements: what a first publication brings about, and what editors may do."""

from __future__ import annotations

from datetime import timedelta

from celery import signature
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from portal.accounts.models import User
from portal.newsroom.announcing import ledger
from portal.newsroom.announcing.channels import channels
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement, ArticlePage

SEND = "portal.newsroom.tasks.send_announcements"
TWO_CLICKS = timedelta(minutes=1)
"""Within which a second one is a slip, also where the first has come to nothing by then."""


def announce_first(article: ArticlePage) -> None:
    """Announce an article that was published for the first time, in the transaction that settles that.

    Nothing of what is published again or edited: `first_published_at` stays, and the other date moves. What is loaded
    and not written here, such as starter content, says `is_announced=False`.
    """
    is_first = article.first_published_at is not None and article.first_published_at == article.last_published_at
    found = channels()
    if found and article.is_announced and is_first and ledger.add(article, found):
        ring()


def announce(article: ArticlePage, channel: str, *, by: User) -> bool:
    """Announce an article on a channel that was set up later, or from which it was held back; False where it was, or
    is to be, announced there.

    Raises PermissionDenied, and ValidationError where it cannot be.
    """
    may_act(by)
    if channel not in channels():
        raise ValidationError(_("This channel is not set up."))
    if not ArticlePage.objects.visible_to().filter(pk=article.pk).exists():
        raise ValidationError(_("Only what everybody reads can be announced: this article is not published."))
    with transaction.atomic():
        is_new = bool(ledger.add(article, [channel]))
        rows = Announcement.objects.filter(article=article, channel=channel)
        held_back = rows.filter(state=AnnouncementState.CANCELLED, doubt_since=None)
        changed = let_be_sent(rows if is_new else held_back, by=by)
    return bool(changed)


def may_be_announced(row: Announcement | None) -> bool:
    """Whether `announce` would do anything on a channel, by the row that an article has for it."""
    return row is None or row.was_held_back


def resend(announcement: Announcement, *, by: User) -> bool:
    """Let an announcement be sent again that failed or may not have arrived; False where somebody was faster.

    Raises PermissionDenied.
    """
    may_act(by)
    rows = Announcement.objects.filter(pk=announcement.pk, attempts=announcement.attempts).needing_a_hand()
    return bool(let_be_sent(rows.exclude(acted_at__gt=timezone.now() - TWO_CLICKS), by=by))


def let_be_sent(rows: QuerySet[Announcement], *, by: User) -> int:
    """Let rows be due now, by the will of an editor, as if they had not been tried."""
    now = timezone.now()
    changed = rows.update(
        state=AnnouncementState.DUE,
        tries=0,
        try_at=now,
        doubt_since=None,
        settled_at=None,
        said="",
        acted_at=now,
        acted_by=by,
    )
    if changed:
        ring()
    return changed


def close(announcement: Announcement, *, arrived: bool, by: User) -> bool:
    """Write down what an editor found out, or decided: that it arrived, or that it is not to be sent any more.

    False where somebody was faster. Raises PermissionDenied.
    """
    may_act(by)
    now = timezone.now()
    rows = Announcement.objects.filter(pk=announcement.pk, attempts=announcement.attempts).needing_a_hand()
    state = AnnouncementState.SENT if arrived else AnnouncementState.CANCELLED
    return bool(rows.update(state=state, settled_at=now, acted_at=now, acted_by=by))


def may_act(by: User) -> None:
    if not has_perm("newsroom.announce", by):
        raise PermissionDenied


def ring() -> None:
    """Have what is due sent on commit. Where the broker is away, beat does it within a minute."""
    transaction.on_commit(signature(SEND).delay, robust=True)

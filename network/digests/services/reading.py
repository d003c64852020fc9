"""Notices that were read, and those that are old: each act is one statement, and safe to repeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from network.digests.counting import forget_counts
from network.digests.models import Notice
from portal.accounts.models import User

KEPT_READ, KEPT_UNREAD = timedelta(days=90), timedelta(days=180)
POSTS = ("post", "answer")
READ_WITH_THREAD = """
UPDATE digests_notice SET read_at = statement_timestamp()
WHERE person_id = %(person)s AND thread_id = %(thread)s AND read_at IS NULL AND source <> 'match' AND (
    source NOT IN ('post', 'answer')
    OR EXISTS (SELECT 1 FROM forum_post p WHERE p.id = object_id AND p.number <= %(number)s)
)
RETURNING 1
"""
"""What is read with a thread up to a number: posts that far, and what else is told of the thread, as of an event. A
suggestion asks for an answer of its own."""


def mark_read(person: User, key: int) -> None:
    """Let one notice of a person be read."""
    if Notice.objects.filter(person=person, pk=key).unread().update(read_at=timezone.now()):
        forget_counts([person.pk])


def mark_all_read(person: User, until: datetime) -> int:
    """Let everything be read that a person was told until some moment: what came since was not on their page."""
    count = Notice.objects.filter(person=person, at__lte=until).unread().update(read_at=timezone.now())
    forget_counts([person.pk])
    return count


def read_posts(person: User) -> None:
    """Let all that a person was told of posts be read."""
    Notice.objects.filter(person=person, source__in=POSTS).unread().update(read_at=timezone.now())
    forget_counts([person.pk])


def clear_old(at: datetime | None = None) -> int:
    """Delete notices that were told long ago, those that were read sooner; return how many."""
    now = at or timezone.now()
    read = Q(read_at__isnull=False, at__lt=now - KEPT_READ)
    return Notice.objects.filter(read | Q(read_at=None, at__lt=now - KEPT_UNREAD)).delete()[0]

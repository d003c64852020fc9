"""Keeping posts, perhaps to be reminded of them on a day. Who may not read a post any more is told nothing of it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.bookmark_letters import send_reminder
from network.forum.models import Bookmark, Post
from portal.accounts.models import User

FURTHEST = 5
"""Years ahead of which somebody may be reminded."""


@transaction.atomic
def keep(post: Post, *, by: User, note: str = "", remind_on: date | None = None) -> Bookmark:
    """Keep a post with a note and a day, in the place of what was kept of it.

    Raises PermissionDenied where its text is not read, ValidationError for a day that is not ahead.
    """
    if not is_read_by(by, post):
        raise PermissionDenied
    kept, _is_new = Bookmark.objects.get_or_create(person=by, post=post)
    if remind_on != kept.remind_on:
        refuse_past(remind_on)
        kept.remind_on, kept.reminded_at = remind_on, None
    kept.note = " ".join(note.replace("\0", "").split())[:200]
    kept.save(update_fields=["note", "remind_on", "reminded_at"])
    return kept


def refuse_past(day: date | None) -> None:
    """Refuse a day on which nobody can be reminded. Raises ValidationError."""
    today = timezone.localdate()
    if day and day <= today:
        raise ValidationError({"remind_on": _("Choose a day after today.")})
    if day and day.year > today.year + FURTHEST:
        raise ValidationError({"remind_on": _("Choose a day within the next five years.")})


def let_go(post: int, *, by: User) -> None:
    """Keep a post no longer, by its key, whatever it has become."""
    Bookmark.objects.filter(post=post, person=by).delete()


def is_read_by(person: User, post: Post) -> bool:
    """Return whether a person reads the text of a post as it is now."""
    return Post.objects.visible_to(person).readable().filter(pk=post.pk).exists()


def send_reminders(on: date | None = None) -> int:
    """Write to whom a kept post is to be brought back to mind, and return how many letters there were.

    Safe to repeat: a bookmark is taken before its letter is written, in the same transaction.
    """
    due = Bookmark.objects.filter(remind_on__lte=on or timezone.localdate(), reminded_at=None).order_by("pk")
    return sum(remind(pk, day) for pk, day in list(due.values_list("pk", "remind_on")) if day)


@transaction.atomic
def remind(pk: int, day: date) -> bool:
    """Remind of one bookmark, unless it was done, or its day changed, or its post is not read any more."""
    waiting = Bookmark.objects.filter(pk=pk, remind_on=day, reminded_at=None)
    if not waiting.update(reminded_at=timezone.now()):
        return False
    kept = Bookmark.objects.select_related("person", "post__thread").get(pk=pk)
    if not kept.person.is_active or not is_read_by(kept.person, kept.post):
        return False
    send_reminder(kept, day)
    return True

"""Taking posts and threads out of sight, and showing them again. What is hidden is kept, and keeps its number."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import ModerationAct
from network.forum.letters import send_hidden
from network.forum.models import ModerationEntry, Post, Thread
from network.forum.services.door import open_post, open_thread
from network.forum.services.log import log
from network.forum.services.mentions import note_mentions
from network.forum.signals import post_changed, thread_changed
from portal.accounts.models import User

LONGEST_REASON = 300


@transaction.atomic
def hide_post(post: Post, *, reason: str, by: User) -> Post:
    """Hide the text of somebody else's post from all but its author, who gets a letter, and those who moderate.

    Raises as `open_post`.
    """
    post = open_post(post, "forum.hide_post", by)
    if post.number is None:
        raise ValidationError(_("This post waits: refuse it instead."))
    return hide_and_tell(post, reason=reason, by=by)


def hide_and_tell(post: Post, *, reason: str, by: User) -> Post:
    """Hide a post that is locked, once it is decided that `by` may, and write to its author."""
    entry = put_out_of_sight(post, reason=reason, by=by)
    if entry is not None:
        send_hidden(entry)
    return post


def put_out_of_sight(post: Post, *, reason: str, by: User) -> ModerationEntry | None:
    """Hide a post that is locked, and return the line of the log; one that is hidden stays as it is."""
    reason = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": _("Say why. The author reads it.")})
    if post.hidden_at is not None:
        return None
    post.hidden_at, post.hidden_reason = timezone.now(), reason
    post.save(update_fields=["hidden_at", "hidden_reason"])
    Thread.objects.filter(answer=post).update(answer=None, answered_at=None)
    entry = log(ModerationAct.HIDE, by=by, post=post, reason=reason)
    post_changed.send(Post, post=post)
    return entry


@transaction.atomic
def show_post(post: Post, *, by: User, reason: str = "") -> Post:
    """Show a hidden post again, with what its author made of it meanwhile. Raises as `open_post`."""
    post = open_post(post, "forum.hide_post", by)
    if post.hidden_at is not None:
        post.hidden_at, post.hidden_reason = None, ""
        post.save(update_fields=["hidden_at", "hidden_reason"])
        log(ModerationAct.SHOW, by=by, post=post, reason=reason)
        note_mentions(post)
        post_changed.send(Post, post=post)
    return post


@transaction.atomic
def hide_thread(thread: Thread, *, reason: str, by: User) -> Thread:
    """Hide a thread from all but those who moderate its board; the log says why."""
    thread = open_thread(thread, "forum.moderate", by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, for the log.")})
    return mark(thread, "hidden_at", ModerationAct.HIDE_THREAD, is_on=True, by=by, reason=reason)


@transaction.atomic
def show_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Show a hidden thread again. One's own, which somebody else hid, is for others: raises ValidationError."""
    thread = open_thread(thread, "forum.moderate", by)
    hidden = ModerationEntry.objects.filter(thread=thread, act=ModerationAct.HIDE_THREAD).order_by("pk").last()
    if thread.author_id == by.pk and hidden and hidden.by_id != by.pk:
        raise ValidationError(_("You started this thread, and somebody else hid it: somebody else decides."))
    return mark(thread, "hidden_at", ModerationAct.SHOW_THREAD, is_on=False, by=by, reason=reason)


def close_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Let nobody but those who moderate add to a thread."""
    return mark(thread, "closed_at", ModerationAct.CLOSE, is_on=True, by=by, reason=reason)


def reopen_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Let people add to a thread again."""
    return mark(thread, "closed_at", ModerationAct.REOPEN, is_on=False, by=by, reason=reason)


def pin_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Keep a thread on top of its board."""
    return mark(thread, "pinned_at", ModerationAct.PIN, is_on=True, by=by, reason=reason)


def unpin_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Let a thread stand among the others again."""
    return mark(thread, "pinned_at", ModerationAct.UNPIN, is_on=False, by=by, reason=reason)


@transaction.atomic
def mark(thread: Thread, field: str, act: ModerationAct, *, is_on: bool, by: User, reason: str) -> Thread:
    """Set or take back a mark of a thread, a moment, and log it; one that stands so already is left alone."""
    thread = open_thread(thread, "forum.moderate", by)
    if (getattr(thread, field) is not None) is not is_on:
        turn(thread, **{field: timezone.now() if is_on else None})
        log(act, by=by, thread=thread, reason=reason)
    return thread


def turn(thread: Thread, **fields: object) -> None:
    """Write how a thread stands now, and announce it."""
    for name, value in fields.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(fields))
    thread_changed.send(Thread, thread=thread)

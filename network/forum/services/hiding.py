"""Taking posts and threads out of sight, and showing them again. What is hidden is kept, and keeps its number."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import ModerationAct
from network.forum.models import Post, Thread
from network.forum.services.door import open_post, open_thread
from network.forum.services.log import log
from network.forum.signals import post_changed, thread_changed
from portal.accounts.models import User

LONGEST_REASON = 300


@transaction.atomic
def hide_post(post: Post, *, reason: str, by: User) -> Post:
    """Hide the text of a post from all but those who moderate. Its author reads why. Raises as `open_post`."""
    post = open_post(post, "forum.moderate", by)
    if post.number is None:
        raise ValidationError(_("This post waits: refuse it instead."))
    return put_out_of_sight(post, reason=reason, by=by)


def put_out_of_sight(post: Post, *, reason: str, by: User) -> Post:
    """Hide a post whose thread is locked, once it is decided that `by` may. One that is hidden stays as it is."""
    reason = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": _("Say why. The author reads it.")})
    if post.hidden_at is None:
        post.hidden_at, post.hidden_reason = timezone.now(), reason
        post.save(update_fields=["hidden_at", "hidden_reason"])
        Thread.objects.filter(answer=post).update(answer=None, answered_at=None)
        log(ModerationAct.HIDE, by=by, post=post, reason=reason)
        post_changed.send(Post, post=post)
    return post


@transaction.atomic
def show_post(post: Post, *, by: User, reason: str = "") -> Post:
    """Show a hidden post again."""
    post = open_post(post, "forum.moderate", by)
    if post.hidden_at is not None:
        post.hidden_at, post.hidden_reason = None, ""
        post.save(update_fields=["hidden_at", "hidden_reason"])
        log(ModerationAct.SHOW, by=by, post=post, reason=reason)
        post_changed.send(Post, post=post)
    return post


@transaction.atomic
def hide_thread(thread: Thread, *, reason: str, by: User) -> Thread:
    """Hide a thread from all but those who moderate its board; the log says why."""
    thread = open_thread(thread, "forum.moderate", by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, for the log.")})
    if thread.hidden_at is None:
        turn(thread, hidden_at=timezone.now())
        log(ModerationAct.HIDE_THREAD, by=by, thread=thread, reason=reason)
    return thread


@transaction.atomic
def show_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Show a hidden thread again."""
    thread = open_thread(thread, "forum.moderate", by)
    if thread.hidden_at is not None:
        turn(thread, hidden_at=None)
        log(ModerationAct.SHOW_THREAD, by=by, thread=thread, reason=reason)
    return thread


@transaction.atomic
def close_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Let nobody but those who moderate add to a thread."""
    thread = open_thread(thread, "forum.moderate", by)
    if thread.closed_at is None:
        turn(thread, closed_at=timezone.now())
        log(ModerationAct.CLOSE, by=by, thread=thread, reason=reason)
    return thread


@transaction.atomic
def reopen_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Let people add to a thread again."""
    thread = open_thread(thread, "forum.moderate", by)
    if thread.closed_at is not None:
        turn(thread, closed_at=None)
        log(ModerationAct.REOPEN, by=by, thread=thread, reason=reason)
    return thread


@transaction.atomic
def pin_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Keep a thread on top of its board."""
    thread = open_thread(thread, "forum.moderate", by)
    if thread.pinned_at is None:
        turn(thread, pinned_at=timezone.now())
        log(ModerationAct.PIN, by=by, thread=thread, reason=reason)
    return thread


@transaction.atomic
def unpin_thread(thread: Thread, *, by: User, reason: str = "") -> Thread:
    """Let a thread stand among the others again."""
    thread = open_thread(thread, "forum.moderate", by)
    if thread.pinned_at is not None:
        turn(thread, pinned_at=None)
        log(ModerationAct.UNPIN, by=by, thread=thread, reason=reason)
    return thread


def turn(thread: Thread, **fields: object) -> None:
    """Write how a thread stands now, and announce it."""
    for name, value in fields.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(fields))
    thread_changed.send(Thread, thread=thread)

"""Changing and deleting posts and threads: what was said before stays as a revision, and a number is never lost."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import Kind, ModerationAct
from network.forum.models import Post, PostRevision, Thread
from network.forum.services.attachments import attach, detach
from network.forum.services.door import hold_people, open_post, open_thread
from network.forum.services.drafts import throw_away
from network.forum.services.log import log
from network.forum.services.mentions import note_mentions
from network.forum.services.posting import MOST_TITLE, set_text
from network.forum.signals import post_changed, thread_changed
from portal.accounts.models import User
from portal.text.hidden import one_line


@transaction.atomic
def edit_post(
    post: Post,
    body: str,
    *,
    seen: str,
    by: User,
    reason: str = "",
    attachments: Sequence[int] = (),
    without: Sequence[int] = (),
) -> Post:
    """Change the text of one's own post. `seen` is the text that was edited. Raises PermissionDenied, ValidationError.

    Where it was changed meanwhile nothing is written: the error has the code `stale`. `attachments` are files
    that come to it, and `without` those that go.
    """
    hold_people(by, body)
    post = open_post(post, "forum.edit_post", by)
    if post.body != seen.replace("\r\n", "\n").strip():
        raise ValidationError(_("This post was changed meanwhile. Look at both texts."), code="stale")
    before, written_at = post.body, post.edited_at or post.written_at
    set_text(post, body, by=by)
    throw_away(post, by=by)
    detach(post, without)
    attach(post, attachments, by=by)
    if post.body == before:
        return post
    PostRevision.objects.create(post=post, body=before, written_at=written_at, by=by, reason=reason[:200])
    post.edited_at = timezone.now()
    post.save()
    if post.hidden_at is None:
        note_mentions(post)
    post_changed.send(Post, post=post)
    return post


@transaction.atomic
def delete_post(post: Post, *, by: User) -> Post:
    """Take the text of one's own post out of sight. Its number stays, so that answers to it still stand."""
    post = open_post(post, "forum.delete_post", by)
    if post.deleted_at is None:
        post.deleted_at = timezone.now()
        post.save(update_fields=["deleted_at"])
        post.mentions.all().delete()
        post.drafts.all().delete()
        Thread.objects.filter(answer=post).update(answer=None, answered_at=None)
        post_changed.send(Post, post=post)
    return post


@transaction.atomic
def edit_thread(
    thread: Thread, *, title: str, themes: Sequence[str], by: User, kind: str = "", seen: str | None = None
) -> Thread:
    """Change what a thread is called and what it is about. Raises PermissionDenied, ValidationError.

    `seen` is what `said_of` it when it was opened to be changed: where that is not so any more nothing is written, and
    the error has the code `stale`.
    """
    thread = open_thread(thread, "forum.edit_thread", by)
    if seen is not None and seen != said_of(thread):
        raise ValidationError(_("Somebody changed this thread meanwhile. Look at both."), code="stale")
    before = thread.title
    thread.title = one_line(title)[:MOST_TITLE]
    if not thread.title:
        raise ValidationError({"title": _("Give the thread a title.")})
    thread.themes = list(themes)
    thread.kind = kind or thread.kind
    if thread.kind != Kind.QUESTION:
        thread.answer = thread.answered_at = None
    thread.save(update_fields=["title", "themes", "kind", "answer", "answered_at"])
    if thread.title != before:
        first = thread.posts.filter(number=1).first()
        if first:
            written_at = first.edited_at or first.written_at
            PostRevision.objects.create(post=first, body=first.body, title=before, written_at=written_at, by=by)
        if by.pk != thread.author_id:
            log(ModerationAct.RETITLE, by=by, thread=thread)
    thread_changed.send(Thread, thread=thread)
    return thread


def said_of(thread: Thread) -> str:
    """Return what a change of a thread begins from, in one line."""
    return " ".join((thread.kind, *thread.themes, "·", thread.title))

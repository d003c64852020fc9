"""Small marks on posts: useful to a reader, and the answer to a question. Each act may come twice."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.models import Post, Thread, Useful
from network.forum.services.door import check, open_post
from network.forum.signals import answer_accepted, thread_changed
from portal.accounts.models import User


@transaction.atomic
def mark_useful(post: Post, *, by: User) -> None:
    """Say that a post was useful. Raises PermissionDenied: one's own is not marked."""
    check("forum.mark_useful", by, post)
    Useful.objects.get_or_create(post=post, person=by)


@transaction.atomic
def unmark_useful(post: Post, *, by: User) -> None:
    """Take one's mark back, whatever the post has become."""
    Useful.objects.filter(post=post, person=by).delete()


@transaction.atomic
def accept_answer(post: Post, *, by: User) -> Thread:
    """Let a reply be the answer of its question, in the place of another. Raises PermissionDenied, ValidationError."""
    post = open_post(post, "forum.read", by)
    thread = post.thread
    check("forum.accept_answer", by, thread)
    if thread.merged_into_id or thread.is_hidden:
        raise ValidationError(_("This thread takes no answer any more."))
    if post.number is None or post.is_removed:
        raise ValidationError(_("This post is not there to be read."))
    if post.number == 1:
        raise ValidationError(_("The question is not its own answer. Accept one of the replies."))
    if thread.answer_id != post.pk:
        thread.answer, thread.answered_at = post, timezone.now()
        thread.save(update_fields=["answer", "answered_at"])
        answer_accepted.send(Thread, thread=thread, post=post, by=by)
    return thread


@transaction.atomic
def take_back_answer(post: Post, *, by: User) -> Thread:
    """Let a post be the answer no longer, where it is. Raises PermissionDenied."""
    post = open_post(post, "forum.read", by)
    thread = post.thread
    check("forum.accept_answer", by, thread)
    if thread.answer_id == post.pk:
        thread.answer = thread.answered_at = None
        thread.save(update_fields=["answer", "answered_at"])
        thread_changed.send(Thread, thread=thread)
    return thread

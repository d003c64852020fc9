"""Posts of newcomers that wait for a moderator: released into their thread, or refused with a reason, once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import ModerationAct, Why
from network.forum.letters import send_refused
from network.forum.models import Draft, ModerationEntry, Post, Thread
from network.forum.services.door import open_post
from network.forum.services.log import log
from network.forum.services.numbering import publish
from network.forum.services.readers import follow_own
from portal.accounts.models import User


@transaction.atomic
def release(post: Post, *, by: User) -> Post:
    """Publish a held post: it gets the next number of its thread. Raises PermissionDenied, ValidationError."""
    post = open_held(post, by)
    earlier = post.thread.posts.held().filter(pk__lt=post.pk)
    if post.thread.last_number == 0 and earlier.exists():
        raise ValidationError(_("The thread begins with an earlier post. Release or refuse that one first."))
    publish(post, post.thread)
    follow_own(post, Why.STARTED if post.number == 1 else Why.WROTE)
    log(ModerationAct.RELEASE, by=by, post=post)
    return post


@transaction.atomic
def refuse(post: Post, *, reason: str, by: User) -> Post:
    """Refuse a held post. Its author gets a letter with the reason, and the text back as a draft."""
    post = open_held(post, by)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise ValidationError({"reason": _("Say why. The author reads it.")})
    post.refused_at = timezone.now()
    post.save(update_fields=["refused_at"])
    entry = log(ModerationAct.REFUSE, by=by, post=post, reason=reason)
    give_back(post)
    if post.thread.last_number == 0 and not post.thread.posts.held().exists():
        Thread.objects.filter(pk=post.thread_id).update(hidden_at=post.refused_at)
    send_refused(entry)
    return post


def open_held(post: Post, by: User) -> Post:
    """Return a held post behind the lock of its thread. Raises ValidationError where somebody has decided already."""
    post = open_post(post, "forum.decide_held", by)
    if not post.is_held:
        acts = (ModerationAct.RELEASE, ModerationAct.REFUSE)
        entry = ModerationEntry.objects.filter(post=post, act__in=acts).select_related("by").first()
        told = {"person": entry.by.display_name if entry else _("somebody else")}
        said = _("Already refused by %(person)s.") if post.refused_at else _("Already released by %(person)s.")
        raise ValidationError(said % told, code="decided")
    if post.thread.merged_into_id:
        raise ValidationError(_("This thread has become part of another one."), code="merged")
    return post


def give_back(post: Post) -> None:
    """Let the author go on with what was refused, unless they are writing something else there."""
    thread = post.thread
    if thread.last_number:
        Draft.objects.get_or_create(person=post.author, thread=thread, defaults={"body": post.body})
        return
    kept = {"title": thread.title, "body": post.body, "fields": {"kind": thread.kind, "themes": thread.themes}}
    Draft.objects.get_or_create(person=post.author, board=thread.board, defaults=kept)

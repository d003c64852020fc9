"""Files with posts: what came with a form goes with its post, and with nobody else's. What came to nothing goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.models import Attachment, Draft, Post
from network.forum.services.door import check
from portal.accounts.models import User
from portal.media.uploads import IMAGE, keep_file

MOST_OF_A_POST = 5
MOST_WAITING = 40
"""Files that one person may have uploaded and put into no post: those of some eight drafts."""
KEPT_FOR = timedelta(days=2)
"""How long a file waits that neither a post nor a draft holds, and one that was taken out of its post."""


@transaction.atomic
def upload(file: File, *, by: User) -> Attachment:
    """Keep a checked file until a post of theirs takes it. Raises PermissionDenied, ValidationError."""
    check("forum.belong", by, None)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if Attachment.objects.waiting(by).count() >= MOST_WAITING:
        raise ValidationError(_("Too many of your files wait for a post. Post or throw away a draft first."))
    document = keep_file(file, by)
    return Attachment.objects.create(document=document, by=by, is_image=document.content_type == IMAGE)


def attach(post: Post, wanted: Sequence[int], *, by: User) -> None:
    """Put files that somebody uploaded with a post of theirs. Raises ValidationError for any other."""
    if not wanted:
        return
    there = Attachment.objects.filter(post=post, removed_at=None).count()
    if len(set(wanted)) + there > MOST_OF_A_POST:
        raise ValidationError({"attachments": too_many()})
    own = Attachment.objects.waiting(by).select_for_update(of=["self"]).filter(pk__in=wanted)
    if len(own) != len(set(wanted)):
        raise ValidationError({"attachments": _("A file is not there any more. Choose it again.")})
    Attachment.objects.filter(pk__in=[row.pk for row in own]).update(post=post)


def too_many() -> str:
    return _("A post takes at most %(most)s files.") % {"most": MOST_OF_A_POST}


def detach(post: Post, unwanted: Sequence[int]) -> None:
    """Take files out of a post, which the caller has opened to be changed. Nobody opens them any more."""
    Attachment.objects.filter(post=post, pk__in=unwanted, removed_at=None).update(removed_at=timezone.now())


def forget(unwanted: Sequence[int], *, by: User) -> None:
    """Delete files of one's own that no post has."""
    remove(Attachment.objects.waiting(by).filter(pk__in=unwanted))


def clear_orphans() -> int:
    """Delete the files that came to nothing days ago, and return how many. Safe to repeat."""
    old = timezone.now() - KEPT_FOR
    loose = Q(post=None, at__lt=old) | Q(removed_at__lt=old)
    found = Attachment.objects.filter(loose).select_related("document")
    return remove(row for row in found.iterator() if row.post_id or row.pk not in in_drafts(row.by_id))


def in_drafts(person: int) -> set[int]:
    """Return the files that the drafts of a person hold."""
    held = Draft.objects.filter(person=person).values_list("fields__attachments", flat=True)
    return {pk for keys in held for pk in keys or ()}


def remove(rows: Iterable[Any]) -> int:
    """Delete files, the row and what is stored, one by one: a file that cannot be deleted keeps its row."""
    count = 0
    for row in rows:
        with transaction.atomic():
            locked = Attachment.objects.select_for_update(of=["self"]).filter(pk=row.pk)
            kept = locked.filter(Q(post=None) | Q(removed_at__isnull=False)).select_related("document").first()
            if kept is not None:
                document = kept.document
                kept.delete()
                document.delete()
                count += 1
    return count

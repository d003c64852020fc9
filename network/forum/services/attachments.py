"""Files with posts: what came with a form goes with its post, and with nobody else's."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.forum.models import Attachment, Post
from portal.accounts.models import User

MOST_OF_A_POST = 5


def attach(post: Post, wanted: Sequence[int], *, by: User) -> None:
    """Put files that somebody uploaded with a post of theirs. Raises ValidationError for any other."""
    if not wanted:
        return
    if len(set(wanted)) > MOST_OF_A_POST:
        raise ValidationError({"attachments": _("A post takes at most %(most)s files.") % {"most": MOST_OF_A_POST}})
    own = Attachment.objects.waiting(by).select_for_update(of=["self"]).filter(pk__in=wanted)
    if len(own) != len(set(wanted)):
        raise ValidationError({"attachments": _("A file is not there any more. Choose it again.")})
    Attachment.objects.filter(pk__in=[row.pk for row in own]).update(post=post)

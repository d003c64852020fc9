"""Reports of posts: one from each reader, and each settled once, whoever else is settling it at that instant."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import FlagReason, ModerationAct, Verdict
from network.forum.models import Flag, Post
from network.forum.querysets import FlagQuerySet
from network.forum.services.door import check, lock_post, open_post
from network.forum.services.hiding import hide_and_tell
from network.forum.services.log import log
from network.forum.signals import flagged, flags_settled
from portal.accounts.models import User


@transaction.atomic
def flag(post: Post, *, reason: str, note: str = "", by: User) -> Flag:
    """Report a post to those who moderate. Raises PermissionDenied, ValidationError where `by` did so already."""
    post = open_post(post, "forum.flag", by)
    note = note.replace("\0", "").strip()
    if reason == FlagReason.OTHER and not note:
        raise ValidationError({"note": _("Say what is wrong.")})
    try:
        with transaction.atomic():
            made = Flag.objects.create(post=post, by=by, reason=FlagReason(reason), note=note)
    except IntegrityError as error:
        raise ValidationError(_("You have reported this post already."), code="again") from error
    flagged.send(Flag, flag=made)
    return made


@transaction.atomic
def settle(post: Post, seen: Sequence[int], *, verdict: str, by: User, hide: str = "") -> int:
    """Settle the open reports of a post that `by` has seen, and return how many.

    With `hide`, which says why, the post goes out of sight too. Raises PermissionDenied, and ValidationError
    where somebody else has settled them: then nothing is changed.
    """
    post = lock_post(post)
    flags = Flag.objects.filter(post=post, pk__in=seen).select_related("post__thread__board")
    first = flags.first()
    if first is None:
        raise ValidationError(_("There is no such report any more."), code="gone")
    check("forum.settle_flag", by, first)
    told = {"settled_at": timezone.now(), "settled_by": by, "verdict": Verdict(verdict)}
    open_ones = list(flags.open().values_list("pk", flat=True))
    count = Flag.objects.open().filter(pk__in=open_ones).update(**told)
    if not count:
        raise ValidationError(already_settled(flags), code="settled")
    log(ModerationAct.SETTLE, by=by, post=post, reason=str(Verdict(verdict).label))
    if hide and verdict == Verdict.UPHELD:
        hide_and_tell(post, reason=hide, by=by)
    flags_settled.send(Flag, post=post, flags=open_ones)
    return count


def already_settled(flags: FlagQuerySet) -> str:
    """Say who was faster, and how they decided; nothing where none of the reports is settled."""
    settled = flags.exclude(settled_by=None).select_related("settled_by")
    latest = settled.order_by("settled_at", "pk").last()
    if latest is None:
        return ""
    told = {"person": latest.settled_by.display_name, "verdict": latest.get_verdict_display()}
    return _("%(person)s has settled this already: %(verdict)s.") % told

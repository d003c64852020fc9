"""Moving a thread to another board: who reads it there and only there keeps a trace of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from network.forum.choices import ModerationAct
from network.forum.models import Board, Thread
from network.forum.services.door import check, open_thread, share_board
from network.forum.services.log import log
from network.forum.services.traces import forget_traces
from network.forum.signals import thread_moved
from portal.accounts.models import User


@transaction.atomic
def move(thread: Thread, board: Board, *, by: User, reason: str = "") -> Thread:
    """Put a thread on another board, which `by` moderates too. Raises PermissionDenied, ValidationError.

    It is not pinned there. What had grown into it goes with it, so that no old address tells more than the new one.
    """
    thread = open_thread(thread, "forum.moderate", by)
    target, before = share_board(board.pk), thread.board
    check("forum.moderate", by, target)
    if target.pk == before.pk:
        raise ValidationError({"board": _("The thread stands on this board already.")})
    if target.is_archived:
        raise ValidationError({"board": _("This board is archived, and takes nothing new.")})
    thread.board, thread.pinned_at = target, None
    thread.save(update_fields=["board", "pinned_at"])
    Thread.objects.filter(merged_into=thread).update(board=target)
    forget_traces([thread.pk], target)
    log(ModerationAct.MOVE, by=by, thread=thread, from_board=before, reason=reason)
    thread_moved.send(Thread, thread=thread, from_board=before)
    return thread

"""The log of moderation: each act of a moderator writes its line in the same transaction."""

from __future__ import annotations

from network.forum.choices import ModerationAct
from network.forum.models import Board, ModerationEntry, Post, Thread
from network.forum.signals import moderated
from portal.accounts.models import User


def log(
    act: ModerationAct,
    *,
    by: User,
    board: Board | None = None,
    from_board: Board | None = None,
    thread: Thread | None = None,
    post: Post | None = None,
    person: User | None = None,
    reason: str = "",
) -> ModerationEntry:
    """Write one line, and announce it.

    The board is that of the thread, and the thread that of the post, where none is given.
    """
    thread = thread or (post.thread if post else None)
    board = board or (thread.board if thread else None)
    rows = {"board": board, "from_board": from_board, "thread": thread, "post": post, "person": person}
    entry = ModerationEntry.objects.create(act=act, by=by, reason=reason[:1000], **rows)
    moderated.send(ModerationEntry, entry=entry)
    return entry

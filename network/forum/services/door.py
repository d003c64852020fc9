"""The door of every act: people are held where somebody writes, then the board, then the thread, then permission.

A board's lock is shared by those who write on it, and is taken alone by whoever changes its audience or archives it.
A thread's lock is what numbers its posts. The order keeps acts from waiting for each other.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.roles import forget_roles
from network.forum.models import Board, Post, Thread
from network.forum.standing import forget_standing
from portal.accounts.models import User
from portal.text import markdown

HOLD = "SELECT id, anonymised_at FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
"""What only the lock of an erasure waits for, which is the first that it takes."""


def check(permission: str, by: User, thing: Any) -> None:
    """Raise PermissionDenied unless `by` may, as the database says now. Call it behind the locks."""
    forget_roles(by)
    forget_standing(by)
    if not has_perm(permission, by, thing):
        raise PermissionDenied


def hold_people(by: User, body: str = "") -> None:
    """Hold whoever writes, and whoever a text names: an erasure of one of them comes before this act or after it.

    Raises PermissionDenied where `by` has left the portal meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [[by.pk, *markdown.mentioned(body)]])
        if by.pk in {pk for pk, gone_at in cursor.fetchall() if gone_at is not None}:
            raise PermissionDenied


def share_board(board: int) -> Board:
    """Return a board that nobody changes until the transaction ends; others may write on it meanwhile."""
    rows = Board.objects.raw("SELECT * FROM forum_board WHERE id = %s FOR SHARE", [board])
    return next(iter(rows))


def open_board(board: Board, permission: str, by: User) -> Board:
    """Return a board to write on, as it is now. Raises PermissionDenied, ValidationError where it is archived."""
    found = share_board(board.pk)
    check("forum.read", by, found)
    if found.is_archived:
        raise ValidationError(_("This board is archived: it is read, and nothing is added."), code="archived")
    check(permission, by, found)
    return found


def lock_thread(pk: int) -> Thread:
    """Lock a thread until the transaction ends, and return it as it is now with its board, which is shared."""
    found = Thread.objects.select_for_update(of=["self"], no_key=True).get(pk=pk)
    found.board = share_board(found.board_id)
    return found


def lock_threads(*threads: Thread) -> list[Thread]:
    """Lock threads in the order of their keys, and return them, as they are now, in the order in which they came.

    Whoever locks two of them so never waits for somebody who waits for them.
    """
    found = {pk: lock_thread(pk) for pk in sorted({thread.pk for thread in threads})}
    return [found[thread.pk] for thread in threads]


def open_thread(thread: Thread, permission: str, by: User) -> Thread:
    """Return a thread as it is now, locked. Raises PermissionDenied, and ValidationError where it is merged away."""
    found = lock_thread(thread.pk)
    check("forum.read", by, found)
    if found.merged_into_id:
        raise ValidationError(_("This thread has become part of another one."), code="merged")
    if not has_perm("forum.moderate", by, found):
        refuse_closed(found)
    check(permission, by, found)
    return found


def refuse_closed(thread: Thread) -> None:
    """Say why nothing is added to a thread that only moderators may still write in. Raises ValidationError."""
    if thread.is_hidden:
        raise ValidationError(_("A moderator has hidden this thread."), code="hidden")
    if thread.is_closed:
        raise ValidationError(_("This thread is closed. Your text is kept as a draft."), code="closed")
    if thread.board.is_archived:
        raise ValidationError(_("This board is archived: it is read, and nothing is added."), code="archived")


def open_post(post: Post, permission: str, by: User) -> Post:
    """Return a post as it is now, locked. Raises PermissionDenied, ValidationError."""
    found = lock_post(post)
    check("forum.read", by, found)
    check(permission, by, found)
    return found


def lock_post(post: Post) -> Post:
    """Lock the thread of a post, then the post, and return it as it is now. Raises ValidationError where it moved.

    Its own lock is for who takes a name out of all texts: an erasure locks no threads.
    """
    thread = lock_thread(post.thread_id)
    rows = Post.objects.select_for_update(of=["self"], no_key=True).select_related("author")
    found = rows.get(pk=post.pk)
    if found.thread_id != thread.pk:
        raise ValidationError(_("This post has moved to another thread. Open it there."), code="moved")
    found.thread = thread
    return found

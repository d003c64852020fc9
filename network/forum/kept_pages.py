"""What of the forum makes kept pages stale: whatever everybody reads of it, and who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_save

from network.forum import signals
from network.forum.choices import Audience
from network.forum.models import Board, Listing, Outcome, Post, Thread
from portal.accounts.models import User
from portal.pagecache.receivers import raise_on_commit

OF_A_PERSON = {"display_name", "anonymised_at"}
"""What public pages print of whoever wrote there."""


def connect() -> None:
    """Listen to the acts."""
    for signal in (signals.post_published, signals.post_changed):
        signal.connect(post_shown, dispatch_uid="forum-pages")
    for signal in (signals.thread_changed, signals.answer_accepted, signals.links_changed):
        signal.connect(thread_shown, dispatch_uid="forum-pages")
    signals.thread_moved.connect(thread_moved, dispatch_uid="forum-pages")
    signals.thread_split.connect(thread_split, dispatch_uid="forum-pages")
    signals.thread_merged.connect(thread_merged, dispatch_uid="forum-pages")
    signals.listing_changed.connect(listing_shown, dispatch_uid="forum-pages")
    signals.outcome_recorded.connect(outcome_shown, dispatch_uid="forum-pages")
    signals.board_changed.connect(raise_on_commit, dispatch_uid="forum-pages")
    post_save.connect(person_saved, sender=User, dispatch_uid="forum-pages")


def raise_for(*boards: Board) -> None:
    """Make kept pages stale on commit where everybody reads one of the boards; others' pages are never kept."""
    if any(board.is_public for board in boards):
        raise_on_commit()


def post_shown(post: Post, **_: Any) -> None:
    raise_for(post.thread.board)


def thread_shown(thread: Thread, **_: Any) -> None:
    raise_for(thread.board)


def thread_moved(thread: Thread, from_board: Board, **_: Any) -> None:
    raise_for(thread.board, from_board)


def thread_split(thread: Thread, from_thread: Thread, **_: Any) -> None:
    raise_for(thread.board, from_thread.board)


def thread_merged(into: Thread, from_board: Board, **_: Any) -> None:
    raise_for(from_board, into.board)


def listing_shown(listing: Listing, **_: Any) -> None:
    raise_for(listing.thread.board)


def outcome_shown(outcome: Outcome, **_: Any) -> None:
    raise_for(outcome.thread.board)


def person_saved(
    instance: User, created: bool, update_fields: Iterable[str] | None = None, raw: bool = False, **_: Any
) -> None:
    """Draw pages anew where somebody who wrote is called otherwise, or has left."""
    is_told = update_fields is None or not OF_A_PERSON.isdisjoint(update_fields)
    if created or raw or not is_told:
        return
    if Post.objects.published().filter(author=instance.pk, thread__board__audience=Audience.PUBLIC).exists():
        raise_on_commit()

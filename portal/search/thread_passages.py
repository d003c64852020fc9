"""Keeps the passages of posts true as posts are written, edited and hidden, and as threads and boards change.

Who finds a post is who reads its board: one statement changes that for a whole thread or board, in the transaction
of the act that moves it.
"""

from __future__ import annotations

from typing import Any

from network.forum import signals
from network.forum.models import Board, Post, Thread
from portal.search import index
from portal.search.choices import PassageKind
from portal.search.models import Passage
from portal.search.sources.posts import audience_of


def connect() -> None:
    """Listen to the acts of the forum."""
    for signal in (signals.post_published, signals.post_changed):
        signal.connect(write_post, dispatch_uid="search-post")
    signals.thread_changed.connect(write_thread, dispatch_uid="search-thread")
    signals.thread_moved.connect(write_thread, dispatch_uid="search-thread-moved")
    signals.thread_split.connect(write_split, dispatch_uid="search-thread-split")
    signals.thread_merged.connect(write_merged, dispatch_uid="search-thread-merged")
    signals.board_changed.connect(write_board, dispatch_uid="search-board")


def write_post(post: Post, **_: Any) -> None:
    """Write a post, or take it away where it is read no more."""
    index.refresh_many(Post, [post.pk])


def write_thread(thread: Thread, **_: Any) -> None:
    """Write a thread whose title, themes, board or standing changed; one that is hidden loses its passages."""
    posts = Post.objects.filter(thread=thread.pk)
    kept = Passage.objects.filter(kind=PassageKind.POST, object_id__in=posts.values("pk"))
    if thread.is_hidden or thread.merged_into_id:
        kept.delete()
    elif not kept.exists():
        index.refresh_many(Post, posts.readable().values_list("pk", flat=True))
    else:
        kept.update(**audience_of(thread.board), themes=thread.themes)
        titled = kept.exclude(title="").values_list("object_id", flat=True)
        first = posts.filter(number=1).values_list("pk", flat=True)
        index.refresh_many(Post, {*titled, *first})


def write_split(thread: Thread, from_thread: Thread, **_: Any) -> None:
    """Write both threads: each has a first post with its own title."""
    write_thread(thread)
    write_thread(from_thread)


def write_merged(thread: Thread, into: Thread, **_: Any) -> None:
    """Write the thread that took the posts of another."""
    write_thread(into)


def write_board(board: Board, **_: Any) -> None:
    """Let who reads a board now, and nobody else, find what stands on it."""
    posts = Post.objects.filter(thread__board=board.pk)
    Passage.objects.filter(kind=PassageKind.POST, object_id__in=posts.values("pk")).update(**audience_of(board))

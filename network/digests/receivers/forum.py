"""The forum: who is named, answered, or follows is told of a post; who may help, of an ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from network.digests.choices import NoticeKind
from network.digests.counting import forget_counts
from network.digests.describing.matches import MATCH
from network.digests.describing.posts import ANSWER, POST
from network.digests.models import Notice
from network.digests.services.noticing import Cause, notice, notice_each
from network.digests.services.reading import READ_WITH_THREAD, read_posts
from network.forum import signals
from network.forum.choices import Audience, Level, Why
from network.forum.models import Board, Follow, Match, Post, Reader, Thread
from network.forum.reading.naming import readers_q
from network.forum.services.readers import read_alongside
from portal.accounts.models import User


def connect() -> None:
    signals.mentioned.connect(mentioned, dispatch_uid="digests-notices")
    signals.post_published.connect(post_published, dispatch_uid="digests-notices")
    signals.answer_accepted.connect(answer_accepted, dispatch_uid="digests-notices")
    signals.matched.connect(matched, dispatch_uid="digests-notices")
    signals.thread_read.connect(thread_read, dispatch_uid="digests-notices")
    signals.all_read.connect(all_read, dispatch_uid="digests-notices")
    signals.thread_split.connect(split, dispatch_uid="digests-notices")
    signals.thread_merged.connect(merged, dispatch_uid="digests-notices")
    read_alongside(READ_WITH_THREAD)


def readers_of(board: Board) -> QuerySet[User]:
    """Return the people who read a board, as `visible_to` says."""
    if board.audience == Audience.PUBLIC:
        return User.objects.filter(is_active=True)
    return User.objects.filter(readers_q(board))


def is_read(post: Post) -> bool:
    """Return whether lists show the post at all."""
    return post.number is not None and not post.is_removed and not post.thread.is_hidden


def cause_of(post: Post, kind: NoticeKind, **more: Any) -> Cause:
    at = more.pop("at", None) or post.published_at or post.written_at
    return Cause(kind=kind, source=POST, at=at, thread=post.thread_id, actor=post.author_id, **more)


def mentioned(post: Post, people: Sequence[int], **_: Any) -> None:
    """Tell who is named. Whoever was told of the post as one among others is told that they are meant."""
    if is_read(post):
        told = cause_of(post, NoticeKind.MENTION, at=post.edited_at, again="closer")
        notice(told, post.pk, readers_of(post.thread.board).filter(pk__in=people))


def post_published(post: Post, **_: Any) -> None:
    """Tell who wrote in the thread, and who watches it; of a new thread who watches its board or a theme of it."""
    if not is_read(post):
        return
    readers = readers_of(post.thread.board)
    if post.number == 1:
        notice(cause_of(post, NoticeKind.FOLLOWED), post.pk, readers.filter(pk__in=watchers_around(post.thread)))
        return
    notice(cause_of(post, NoticeKind.REPLY), post.pk, readers.filter(pk__in=writers_of(post.thread)))
    watching = Reader.objects.filter(thread=post.thread_id, level=Level.WATCHING).values("person")
    notice(cause_of(post, NoticeKind.FOLLOWED), post.pk, readers.filter(pk__in=watching))


def writers_of(thread: Thread) -> QuerySet[Any, Any]:
    """Return the keys of who started a thread or wrote in it, but for those who chose to follow it less closely."""
    chose = Reader.objects.filter(thread=thread.pk, why=Why.CHOSE, level__in=[Level.MUTED, Level.NORMAL])
    return thread.posts.published().exclude(author__in=chose.values("person")).order_by().values("author")


def watchers_around(thread: Thread) -> QuerySet[Any, Any]:
    """Return the keys of who watches the board of a thread or one of its themes: the closest of these counts."""
    around = Q(board=thread.board_id) | Q(theme__in=thread.themes)
    return Follow.objects.filter(around, level=Level.WATCHING).values("person")


def answer_accepted(thread: Thread, post: Post, by: User, **_: Any) -> None:
    """Tell the author of a reply that it is taken as the answer, unless they took it themselves."""
    if is_read(post):
        at = thread.answered_at or thread.last_post_at
        told = Cause(kind=NoticeKind.ANSWER, source=ANSWER, at=at, thread=thread.pk, actor=by.pk)
        notice(told, post.pk, readers_of(thread.board).filter(pk=post.author_id))


def matched(matches: Sequence[Match], **_: Any) -> None:
    """Tell who may help with an ask: the person who was suggested, or the author of the offer."""
    thread, at = matches[0].ask.thread, min(match.at for match in matches)
    told = Cause(kind=NoticeKind.MATCH, source=MATCH, at=at, thread=thread.pk, actor=thread.author_id)
    rows = Match.objects.filter(pk__in=[match.pk for match in matches]).order_by()
    readers = readers_of(thread.board).values("pk")
    notice_each(told, rows.filter(person__in=readers).values_list("person", "pk"))
    authors = rows.filter(offer__thread__author__in=readers)
    notice_each(told, authors.values_list("offer__thread__author", "pk"))


def split(thread: Thread, from_thread: Thread, **_: Any) -> None:
    """Let the notices of posts that moved go with them."""
    posts = Post.objects.filter(thread=thread.pk).values("pk")
    own = Notice.objects.filter(thread=from_thread.pk, source__in=[POST, ANSWER], object_id__in=posts)
    own.update(thread=thread.pk)


def merged(thread: Thread, into: Thread, **_: Any) -> None:
    """Let the notices of a thread go with its posts."""
    Notice.objects.filter(thread=thread.pk).update(thread=into.pk)


def thread_read(person: User, **_: Any) -> None:
    """Count anew for a person whose notices of a thread were read with it."""
    forget_counts([person.pk])


def all_read(person: User, **_: Any) -> None:
    """Let the notices of posts be read with the posts."""
    read_posts(person)

"""What waits for who moderates: reported posts with all their reports, and held posts of newcomers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from network.forum.models import Board, Flag, Post
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.people import Author, author_of, short_name
from portal.words.parts import Text

MOST = 25
"""Of a page. What is settled makes room for the rest."""
WITH = ("thread__board", "author", "city", "partner__organisation")


@dataclass(frozen=True, slots=True)
class Report:
    """One report, and what came of it."""

    reason: Text
    note: str
    by: str
    at: datetime
    verdict: Text
    settled_by: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that somebody decides about. `url` leads to its place, for who reads the board.

    What its author has deleted is read until its reports are settled.
    """

    pk: int
    thread: str
    board: str
    author: Author
    author_pk: int
    at: datetime
    html: SafeString
    number: int | None
    url: str
    is_own: bool
    is_hidden: bool
    is_deleted: bool
    reports: Sequence[Report] = ()
    seen: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits for an answer."""
        return not self.seen

    @property
    def settle_url(self) -> str:
        return reverse("flag_settle", args=[self.pk])


def reported(user: Any) -> list[Waiting]:
    """Return the posts with open reports that `user` settles, the one that has waited longest first."""
    open_ones = Flag.objects.visible_to(user).open()
    since = Min("flags__at", filter=Q(flags__settled_at=None))
    posts = with_reports(Post.objects.filter(pk__in=open_ones.values("post"))).annotate(since=since)
    return shown(posts.order_by("since", "pk")[:MOST], user)


def reported_post(pk: int, user: Any) -> Waiting | None:
    """Return a reported post for who settles its reports, settled or not; on a board that they do not read, open."""
    mine = Flag.objects.visible_to(user)
    readable = Q(post__thread__board__in=Board.objects.moderated_by(user))
    found = mine.filter(Q(settled_at=None) | readable, post=pk)
    posts = shown(with_reports(Post.objects.filter(pk__in=found.values("post"))), user)
    return posts[0] if posts else None


def with_reports(posts: QuerySet[Post]) -> QuerySet[Post]:
    flags = Flag.objects.select_related("by", "settled_by").order_by("at", "pk")
    return posts.select_related(*WITH).prefetch_related(Prefetch("flags", flags))


def held(user: Any) -> list[Waiting]:
    """Return the held posts of the boards that `user` moderates, the oldest first."""
    posts = Post.objects.held().filter(thread__board__in=Board.objects.moderated_by(user))
    return shown(posts.select_related(*WITH).order_by("written_at", "pk")[:MOST], user, with_flags=False)


def shown(posts: Any, user: Any, *, with_flags: bool = True) -> list[Waiting]:
    found = list(posts)
    read = set(
        Board.objects.visible_to(user).filter(pk__in={p.thread.board_id for p in found}).values_list("pk", flat=True)
    )
    return [
        waiting(post, user, post.thread.board_id in read, list(post.flags.all()) if with_flags else [])
        for post in found
    ]


def waiting(post: Post, user: Any, is_read: bool, flags: Sequence[Flag]) -> Waiting:
    thread, organisation = post.thread, post.partner.organisation if post.partner else None
    author = author_of(
        post.author,
        city=post.city.name if post.city else "",
        organisation=organisation.name if organisation else "",
        kind=organisation.kind if organisation else "",
    )
    seen = ",".join(str(flag.pk) for flag in flags if flag.settled_at is None)
    is_deleted = post.deleted_at is not None
    address = thread_address(thread.board.slug, thread.pk, thread.title)
    return Waiting(
        pk=post.pk,
        thread=thread.title,
        board=thread.board.title,
        author=author,
        author_pk=post.author_id,
        at=post.published_at or post.written_at,
        html=mark_safe("" if is_deleted and not seen else post.html),  # noqa: S308  sanitised when it was written
        number=post.number,
        url=on_page(address, post.number) if is_read and post.number else "",
        is_own=post.author_id == user.pk,
        is_hidden=post.hidden_at is not None,
        is_deleted=is_deleted,
        reports=[report(flag) for flag in flags],
        seen=seen,
    )


def report(flag: Flag) -> Report:
    settled_by = flag.settled_by
    return Report(
        reason=flag.get_reason_display(),
        note=flag.note,
        by=short_name(flag.by.display_name, flag.by.anonymised_at),
        at=flag.at,
        verdict=flag.get_verdict_display() if flag.verdict else "",
        settled_by=short_name(settled_by.display_name, settled_by.anonymised_at) if settled_by else "",
    )


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report of the reader's own, with what came of it. `url` leads to the post, for who reads it still."""

    thread: str
    url: str
    reason: Text
    at: datetime
    settled_at: datetime | None
    verdict: Text


def own_reports(user: Any) -> list[OwnReport]:
    """Return what `user` reported last; of a post that they read no longer neither title nor address."""
    flags = list(Flag.objects.filter(by=user.pk).order_by("-at", "-pk")[:MOST])
    posts = Post.objects.visible_to(user).filter(pk__in=[flag.post_id for flag in flags])
    read = {post.pk: post for post in posts.select_related("thread")}
    return [own_report(flag, read.get(flag.post_id)) for flag in flags]


def own_report(flag: Flag, post: Post | None) -> OwnReport:
    return OwnReport(
        thread=post.thread.title if post else "",
        url=reverse("post", args=[post.pk]) if post else "",
        reason=flag.get_reason_display(),
        at=flag.at,
        settled_at=flag.settled_at,
        verdict=flag.get_verdict_display() if flag.verdict else "",
    )

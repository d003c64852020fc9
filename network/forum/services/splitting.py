"""Making two threads of one, and one of two: posts keep their keys, and nobody loses what they have not read yet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from heapq import merge as in_order

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import Kind, ModerationAct, Why
from network.forum.models import Board, Draft, Post, Reader, Thread, ThreadLink
from network.forum.querysets import THINGS
from network.forum.services.door import check, lock_threads, open_thread
from network.forum.services.log import log
from network.forum.services.merged_sidecars import follow_thread, refuse_sidecars
from network.forum.services.numbering import renumber
from network.forum.services.posting import MOST_TITLE
from network.forum.services.readers import LEVELS
from network.forum.services.traces import forget_traces
from network.forum.signals import thread_changed, thread_merged, thread_split
from portal.accounts.models import User
from portal.text.hidden import one_line

SPLIT_KINDS = (Kind.DISCUSSION, Kind.QUESTION)
"""What a thread may be that was split from another: the others need more than posts."""


@transaction.atomic
def split(
    thread: Thread, numbers: Sequence[int], *, title: str, by: User, kind: str = Kind.DISCUSSION, reason: str = ""
) -> Thread:
    """Make a thread of its own of some posts, and return it. Raises PermissionDenied, ValidationError.

    It stands on the same board, and is about the same things. Its author is that of the first post that moved.
    """
    thread = open_thread(thread, "forum.moderate", by)
    posts = posts_of(thread)
    wanted = set(numbers)
    moved = [post for post in posts if post.number in wanted]
    check_split(posts, moved, wanted, one_line(title), kind)
    stand_still()
    new = Thread.objects.create(
        board=thread.board,
        title=one_line(title)[:MOST_TITLE],
        kind=kind,
        themes=thread.themes,
        author_id=moved[0].author_id,
        city_id=moved[0].city_id,
        created_at=moment(moved[0]),
        last_number=len(moved),
        hidden_at=thread.hidden_at,
    )
    marks_split(thread, new, moved)
    renumber(new, moved)
    renumber(thread, [post for post in posts if post.number not in wanted])
    if thread.answer_id in {post.pk for post in moved}:
        Thread.objects.filter(pk=thread.pk).update(answer=None, answered_at=None)
        thread.answer = thread.answered_at = None
    names = [f"{name}_id" for name in THINGS]
    about = [
        ThreadLink(thread=new, by=by, **{name: getattr(link, name) for name in names}) for link in links_of(thread)
    ]
    ThreadLink.objects.bulk_create(about)
    log(ModerationAct.SPLIT, by=by, thread=thread, post=moved[0], reason=reason)
    thread_split.send(Thread, thread=new, from_thread=thread)
    return new


def check_split(posts: list[Post], moved: list[Post], wanted: set[int], title: str, kind: str) -> None:
    """Raise ValidationError with the field that is wrong."""
    if not title:
        raise ValidationError({"title": _("Give the new thread a title.")})
    if kind not in SPLIT_KINDS:
        raise ValidationError({"kind": _("Posts become a discussion or a question.")})
    if not wanted:
        raise ValidationError({"posts": _("Say which posts move.")})
    if 1 in wanted:
        raise ValidationError({"posts": _("The first post stays: without it nobody knows what the thread is about.")})
    if unknown := sorted(wanted - {post.number for post in moved}):
        message = _("There is no post with the number %(number)s. The last one is %(last)s.")
        raise ValidationError({"posts": message % {"number": unknown[0], "last": len(posts)}})


def posts_of(thread: Thread) -> list[Post]:
    """Return the published posts of a thread in order, without their text."""
    fields = ("pk", "thread", "number", "published_at", "written_at", "author", "city")
    return list(thread.posts.published().order_by("number").only(*fields))


def links_of(thread: Thread) -> list[ThreadLink]:
    """Return what a thread is about."""
    return list(ThreadLink.objects.filter(thread=thread))


def stand_still() -> None:
    """Let nobody mark anything as read until the transaction ends: what they mark must be numbers of its end."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE forum_reader IN SHARE ROW EXCLUSIVE MODE")


def marks_split(thread: Thread, new: Thread, moved: list[Post]) -> None:
    """Carry the marks of readers: what they had read of the posts that moved, and of those that stay.

    The new thread is followed by who chose to follow the old one, and by who wrote in it.
    """
    numbers = [post.number or 0 for post in moved]
    wrote = {post.author_id for post in moved}
    rows, copies = list(Reader.objects.filter(thread=thread)), []
    for row in rows:
        read, told = bisect_right(numbers, row.last_read), bisect_right(numbers, row.digested)
        level, why = level_after_split(row, new, is_writer=row.person_id in wrote)
        copies.append(Reader(thread=new, person_id=row.person_id, level=level, why=why, last_read=read, digested=told))
        row.last_read, row.digested = row.last_read - read, row.digested - told
    Reader.objects.bulk_update(rows, ["last_read", "digested"], batch_size=1000)
    Reader.objects.bulk_create(copies, batch_size=1000)


def level_after_split(row: Reader, new: Thread, *, is_writer: bool) -> tuple[str, str]:
    """Return how closely a reader of a thread follows what was split from it, and why."""
    if row.why == Why.CHOSE:
        return row.level, row.why
    if not is_writer:
        return "", ""
    why = Why.STARTED if row.person_id == new.author_id else Why.WROTE
    return LEVELS[why], why


@transaction.atomic
def merge(thread: Thread, into: Thread, *, by: User, reason: str = "") -> Thread:
    """Let a thread become part of an older one, and return that. Raises PermissionDenied, ValidationError.

    Posts stand in the order in which they were published. The address of the thread that was left leads there.
    """
    if thread.pk == into.pk:
        raise ValidationError({"into": _("A thread cannot become part of itself.")})
    left, into = lock_threads(thread, into)
    check("forum.moderate", by, left)
    check("forum.moderate", by, into)
    own, others = posts_of(into), posts_of(left)
    check_merge(left, into, own, others)
    refuse_sidecars(left, into)
    stand_still()
    posts = list(in_order(own, others, key=moment))
    marks_merged(left, into, posts)
    left.posts.filter(number=None).update(thread=into)
    renumber(into, posts)
    follow_thread(left, into)
    carry_drafts(left, into)
    before = leave(left, into)
    forget_traces([into.pk], into.board)
    log(ModerationAct.MERGE, by=by, thread=left, from_board=before, reason=reason)
    thread_merged.send(Thread, thread=left, into=into, from_board=before)
    thread_changed.send(Thread, thread=into)
    return into


def check_merge(left: Thread, into: Thread, own: list[Post], others: list[Post]) -> None:
    """Raise ValidationError where two threads cannot become one."""
    if left.merged_into_id or into.merged_into_id:
        raise ValidationError(_("One of the two has become part of another thread already."), code="merged")
    if left.is_hidden or into.is_hidden:
        raise ValidationError({"into": _("One of the two is hidden. Show it again first.")})
    if not own or not others:
        raise ValidationError({"into": _("One of the two has no post yet: it waits for a moderator.")})
    if left.kind == Kind.EVENT:
        raise ValidationError({"into": _("The thread of an event stays: people have its address in their calendars.")})
    if moment(others[0]) < moment(own[0]):
        message = _("“%(title)s” is the younger one. Open it, and let it become part of this thread.")
        raise ValidationError({"into": message % {"title": into.title}})


def moment(post: Post) -> datetime:
    """Return when a published post was published."""
    return post.published_at or post.written_at


def marks_merged(left: Thread, into: Thread, posts: list[Post]) -> None:
    """Carry the marks of readers: as far as they have read all, in the new order.

    What they have read behind that becomes unread again, so that nothing is lost. A thread that they never opened,
    and in which nobody has written since they came, counts as read.
    """
    places = {thread.pk: places_in(posts, thread) for thread in (left, into)}
    since = Coalesce(F("person__participant__read_before"), F("person__joined_at"))
    rows = Reader.objects.filter(thread__in=places).annotate(since=since)
    found: dict[int, dict[int, Reader]] = {}
    for row in rows:
        found.setdefault(row.person_id, {})[row.thread_id] = row
    kept = [carried(own, left, into, places, len(posts)) for own in found.values()]
    Reader.objects.filter(thread=left).delete()
    fields = ["level", "why", "last_read", "digested"]
    old = [row for row in kept if row.pk]
    Reader.objects.bulk_update(old, fields, batch_size=1000)
    Reader.objects.bulk_create([row for row in kept if not row.pk], batch_size=1000)


def places_in(posts: list[Post], thread: Thread) -> list[int]:
    """Return the places, from 1, that the posts of one thread have among all."""
    return [place for place, post in enumerate(posts, start=1) if post.thread_id == thread.pk]


def carried(own: dict[int, Reader], left: Thread, into: Thread, places: dict[int, list[int]], last: int) -> Reader:
    """Return the row of one person in the thread that stays, from those that they had in the two."""
    since = next(iter(own.values())).since  # type: ignore[attr-defined]  # annotated
    read = {thread.pk: read_to(own.get(thread.pk), thread, since) for thread in (left, into)}
    told = {thread.pk: own[thread.pk].digested if thread.pk in own else 0 for thread in (left, into)}
    levels = [row for row in (own.get(into.pk), own.get(left.pk)) if row and row.level]
    row = own.get(into.pk) or Reader(thread=into, person_id=own[left.pk].person_id)
    if levels:
        row.level, row.why = levels[0].level, levels[0].why
    row.last_read, row.digested = prefix(read, places, last), prefix(told, places, last)
    return row


def read_to(row: Reader | None, thread: Thread, since: datetime) -> int:
    """Return the last number of a thread that a person has read, or that counts as read."""
    if row is not None and row.last_read:
        return row.last_read
    return thread.last_number if thread.last_post_at <= since else 0


def prefix(done: dict[int, int], places: dict[int, list[int]], last: int) -> int:
    """Return how many posts of the new order, from its beginning, were all done with in their own thread."""
    ends = [places[thread][number] - 1 for thread, number in done.items() if number < len(places[thread])]
    return min(ends, default=last)


def carry_drafts(left: Thread, into: Thread) -> None:
    """Let what people were writing go on in the thread that stays, below what they had begun there."""
    begun = {draft.person_id: draft for draft in Draft.objects.filter(thread=into)}
    for draft in Draft.objects.filter(thread=left):
        if there := begun.get(draft.person_id):
            there.body = "\n\n".join(filter(None, (there.body, draft.body)))
            there.save()
            draft.delete()
        else:
            draft.thread = into
            draft.save()


def leave(left: Thread, into: Thread) -> Board:
    """Let the addresses of a thread lead to another, and return the board on which it stood.

    It keeps the number that it had come to, and stands on the board of the other: who reads one reads both.
    """
    before = left.board
    left.merged_into, left.board, left.pinned_at = into, into.board, None
    left.answer = left.answered_at = None
    left.closed_at = left.closed_at or timezone.now()
    left.save(update_fields=["merged_into", "board", "pinned_at", "answer", "answered_at", "closed_at"])
    Thread.objects.filter(merged_into=left).update(merged_into=into, board=into.board)
    return before

"""What decides whether a notice still becomes a letter, asked once for many of them at the moment of writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, Prefetch
from django.db.models.expressions import Combinable

from network.digests.building.people import People
from network.digests.choices import LetterState, NoticeKind
from network.digests.describing import described
from network.digests.describing.line import Line
from network.digests.describing.posts import ANSWER, POST
from network.digests.models import Notice
from network.digests.switches import wanting
from network.forum.choices import Level, Why
from network.forum.models import Attachment, Post, Reader, Sanction
from network.forum.querysets import cities_named
from portal.accounts.models import User
from portal.mail.services import suppressed

FIELDS = ("thread__board", "thread__city", "author", "city", "partner")


class Following(NamedTuple):
    """How closely a person follows a thread, why, how far they have read it, and how far a digest told of it."""

    level: str = ""
    why: str = ""
    last_read: int = 0
    digested: int = 0

    @property
    def known(self) -> int:
        """The number up to which nothing is new to them."""
        return max(self.last_read, self.digested)


class Facts:
    """Facts about some notices and their people. Each is asked for when it is first needed, in one query for all."""

    def __init__(self, notices: Sequence[Notice], at: datetime) -> None:
        self.notices = notices
        self.people = People({notice.person_id for notice in notices}, at)

    @property
    def users(self) -> dict[int, User]:
        """Those of the people whose account is open."""
        return self.people.users

    def is_wanted(self, notice: Notice) -> bool:
        """Return whether its person still wants a letter about this, has not seen it, and mail gets to them."""
        person = self.users.get(notice.person_id)
        if person is None or notice.read_at or notice.kind not in self._wanted[person.pk]:
            return False
        return person.email.lower() not in self._suppressed and self._follows(notice)

    def post_of(self, notice: Notice) -> Any:
        """Return the post that a notice is about, where its person may read it now."""
        post = self._posts.get(notice.object_id) if notice.source in (POST, ANSWER) else None
        if post is None or post.thread.board_id not in self.people.boards_of(notice.person_id):
            return None
        is_answer = post.thread.answer_id == post.pk
        return post if is_answer or notice.source != ANSWER else None

    def line_of(self, notice: Notice) -> Line | None:
        """Return what a notice says that is not about a post, where its person may read of it now."""
        return self._lines.get(notice.pk)

    def following(self, notice: Notice) -> Following:
        return self._followings.get((notice.person_id, notice.thread_id), Following())

    def _follows(self, notice: Notice) -> bool:
        """Return whether a person still hears of a thread, and has neither read the post nor had it in a digest."""
        following = self.following(notice)
        post = self._posts.get(notice.object_id) if notice.source == POST else None
        if following.level == Level.MUTED or (post and following.known >= (post.number or 0)):
            return False
        if notice.kind == NoticeKind.REPLY:
            return not (following.why == Why.CHOSE and following.level == Level.NORMAL)
        if notice.kind == NoticeKind.FOLLOWED and post:
            return following.level == Level.WATCHING or (post.number == 1 and self._watches_around(notice, post))
        return True

    def _watches_around(self, notice: Notice, post: Post) -> bool:
        """Return whether a person watches the board or a theme of a thread."""
        rows = self.people.follows.get(notice.person_id, ())
        watched = [row for row in rows if row.level == Level.WATCHING]
        return any(row.board_id == post.thread.board_id or row.theme in post.thread.themes for row in watched)

    @cached_property
    def _wanted(self) -> dict[int, set[str]]:
        return wanting(self.people.keys)

    @cached_property
    def _suppressed(self) -> dict[str, str]:
        return suppressed(user.email for user in self.users.values())

    @cached_property
    def _followings(self) -> dict[tuple[int, int | None], Following]:
        threads = {notice.thread_id for notice in self.notices if notice.thread_id}
        rows = Reader.objects.filter(person__in=self.people.keys, thread__in=threads)
        columns = rows.values_list("person", "thread", *Following._fields)
        return {(person, thread): Following(*known) for person, thread, *known in columns}

    @property
    def _silenced(self) -> Any:
        """Whose words are passed on to nobody now, as in digests: see `network.digests.building.threads.SAID`."""
        return Sanction.objects.in_force(self.people.at).values("person")

    @cached_property
    def _posts(self) -> dict[int, Any]:
        keys = {notice.object_id for notice in self.notices if notice.source in (POST, ANSWER)}
        files = Attachment.objects.filter(removed_at=None).select_related("document")
        rows = (
            Post.objects.readable()
            .filter(pk__in=keys)
            .exclude(author__in=self._silenced)
            .select_related(*FIELDS)
            .annotate(**board_cities())
        )
        return rows.prefetch_related(Prefetch("attachments", files, to_attr="files")).in_bulk()

    @cached_property
    def _lines(self) -> dict[int, Line]:
        """What notices say that are not about posts: of them there are few, so it is asked for each person."""
        own: dict[int, list[int]] = defaultdict(list)
        for notice in self.notices:
            if notice.source not in (POST, ANSWER):
                own[notice.person_id].append(notice.pk)
        found: dict[int, Line] = {}
        for person in own.keys() & self.users.keys():
            user = self.users[person]
            found |= described(list(Notice.objects.visible_to(user).filter(pk__in=own[person])), user)
        return found


def board_cities() -> dict[str, Combinable]:
    """Return what annotates posts with the names of the cities of their boards."""
    return {"board_cities": cities_named("thread__board")["city_names"]}


def latest_letters(notices: Sequence[Notice]) -> dict[tuple[int, int], int]:
    """Return the last notice of which a letter was written, by person and thread."""
    people, threads = {one.person_id for one in notices}, {one.thread_id for one in notices if one.thread_id}
    rows = Notice.objects.filter(person__in=people, thread__in=threads, source__in=(POST, ANSWER))
    written = rows.filter(letter=LetterState.WRITTEN).order_by().values_list("person", "thread")
    return {(person, thread): last for person, thread, last in written.annotate(last=Max("pk"))}

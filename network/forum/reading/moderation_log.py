"""The log of what moderators did: newest first, by keyset, and no title of what the reader may not read any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from network.forum.models import ModerationEntry, Post, Thread
from network.forum.reading.addresses import thread_address
from network.forum.reading.people import short_name
from portal.words.parts import Text

LINES = 50
WITH = ("by", "person", "board", "from_board")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act. `thing` is what it was done to, and `url` leads there."""

    at: datetime
    by: str
    act: Text
    thing: str
    url: str
    board: str
    from_board: str
    reason: str


def lines_before(pk: int | None, user: Any) -> tuple[list[LogLine], int | None]:
    """Return a page of the log that `user` may read, and the key before which the next one stands."""
    entries = ModerationEntry.objects.visible_to(user).select_related(*WITH).order_by("-pk")
    if pk is not None:
        entries = entries.filter(pk__lt=pk)
    found = list(entries[: LINES + 1])
    page = found[:LINES]
    return lines(page, user), page[-1].pk if len(found) > LINES else None


def lines(entries: Sequence[ModerationEntry], user: Any) -> list[LogLine]:
    threads = Thread.objects.visible_to(user).filter(pk__in={entry.thread_id for entry in entries})
    posts = Post.objects.visible_to(user).filter(pk__in={entry.post_id for entry in entries}, number__isnull=False)
    titles = {thread.pk: thread for thread in threads.select_related("board")}
    return [line(entry, titles, set(posts.values_list("pk", flat=True))) for entry in entries]


def line(entry: Any, threads: dict[int, Thread], posts: set[int]) -> LogLine:
    thing, url = "", ""
    if thread := threads.get(entry.thread_id):
        thing, url = thread.title, thread_address(thread.board.slug, thread.pk, thread.title)
    if entry.post_id in posts:
        url = reverse("post", args=[entry.post_id])
    if entry.person:
        thing = short_name(entry.person.display_name, entry.person.anonymised_at)
        url = reverse("sanction", args=[entry.person_id])
    return LogLine(
        at=entry.at,
        by=short_name(entry.by.display_name, entry.by.anonymised_at),
        act=entry.get_act_display(),
        thing=thing,
        url=url,
        board=entry.board.title if entry.board else "",
        from_board=entry.from_board.title if entry.from_board else "",
        reason=entry.reason,
    )

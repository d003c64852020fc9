"""What a person keeps, in the words of the page. Of a post that they do not read any more nothing is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import unescape
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.html import strip_tags
from django.utils.text import Truncator

from network.forum.models import Bookmark, Post
from network.forum.reading.addresses import post_act
from network.forum.reading.people import short_name

KEPT = 30
"""Of a page."""
FIELDS = (
    *("pk", "note", "remind_on", "reminded_at", "at", "post_id", "is_read", "post__html", "post__number"),
    *("post__thread__title", "post__thread__board__title", "post__author__display_name"),
    *("post__author__anonymised_at", "post__city__name"),
)


@dataclass(frozen=True, slots=True)
class KeptPost:
    """A kept post. Of one that is out of sight there are only the keeper's own words."""

    post: int
    note: str
    remind_on: date | None
    reminded_at: datetime | None
    at: datetime
    url: str = ""
    change_url: str = ""
    title: str = ""
    by: str = ""
    words: str = ""


class Kept:
    """A page of what somebody keeps, the newest first; `before` is the key of the one before it."""

    def __init__(self, user: Any, before: int | None = None) -> None:
        self.user, self.before = user, before

    @cached_property
    def _found(self) -> list[dict[str, Any]]:
        readable = Post.objects.visible_to(self.user).readable().filter(pk=OuterRef("post"))
        rows = Bookmark.objects.filter(person=self.user)
        if self.before is not None:
            rows = rows.filter(pk__lt=self.before)
        return list(rows.annotate(is_read=Exists(readable)).order_by("-pk").values(*FIELDS)[: KEPT + 1])

    @property
    def rows(self) -> list[KeptPost]:
        return [kept_post(row) for row in self._found[:KEPT]]

    @property
    def older(self) -> str:
        return f"?before={self._found[KEPT - 1]['pk']}" if len(self._found) > KEPT else ""


def kept_post(row: dict[str, Any]) -> KeptPost:
    own = (row["post_id"], row["note"], row["remind_on"], row["reminded_at"], row["at"])
    if not row["is_read"]:
        return KeptPost(*own)
    name = short_name(row["post__author__display_name"], row["post__author__anonymised_at"])
    words = " ".join(unescape(strip_tags(row["post__html"])).split())
    return KeptPost(
        *own,
        url=post_act(row["post_id"]),
        change_url=post_act(row["post_id"], "bookmark"),
        title=f"{row['post__thread__title']} #{row['post__number']}",
        by=", ".join(filter(None, (name, row["post__city__name"], row["post__thread__board__title"]))),
        words=Truncator(words).chars(240),
    )

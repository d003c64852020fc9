"""What a person wrote lately and offers, on their page: as far as whoever looks may read it. Two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator

from network.forum.choices import Kind
from network.forum.models import Listing, Post
from network.forum.reading.addresses import post_act, thread_address
from portal.accounts.models import User
from portal.words.parts import Link

POSTS = 8
OFFERS = 5


@dataclass(frozen=True, slots=True)
class WrittenPost:
    """A post in a list of what somebody wrote."""

    title: str
    url: str
    board: str
    at: datetime
    words: str


def posts_by(person: User, viewer: Any) -> list[WrittenPost]:
    """Return the latest posts of a person that `viewer` may read."""
    found = Post.objects.visible_to(viewer).readable().filter(author=person).order_by("-published_at")
    rows: Any = found.values("pk", "html", "published_at", "thread__title", "thread__board__title")[:POSTS]
    return [
        WrittenPost(
            title=row["thread__title"],
            url=post_act(row["pk"]),
            board=row["thread__board__title"],
            at=row["published_at"],
            words=Truncator(" ".join(unescape(strip_tags(row["html"])).split())).chars(160),
        )
        for row in rows
    ]


def offers_by(person: User, viewer: Any) -> list[Link]:
    """Return the open offers of a person that `viewer` may read."""
    found = Listing.objects.visible_to(viewer).open().filter(thread__author=person, thread__kind=Kind.OFFER)
    rows = found.order_by("-thread").values("thread", "thread__title", "thread__board__slug")[:OFFERS]
    return [
        Link(
            title=row["thread__title"],
            url=thread_address(row["thread__board__slug"], row["thread"], row["thread__title"]),
        )
        for row in rows
    ]

"""Atom feeds of posts: of a board, of a thread, and of what one person follows. Source: RFC 4287

A feed holds what its reader may read when it is asked for: who is not signed in reads what everyone does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.text import Truncator

from network.forum.models import Post
from network.forum.reading.addresses import post_act
from network.forum.reading.people import short_name
from portal.words.parts import Text
from portal.words.themes import Theme

ITEMS = 40
LONGEST = 1500
"""Characters of a post in a feed; the rest is read where it stands."""
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0, 2.2, characters that no document may hold."""


def latest_posts(threads: Any) -> QuerySet[Post]:
    """Return the newest posts of some threads that their reader reads.

    They are among the last of the threads that were written in last, so no more than these are looked at.
    """
    newest = threads.listed().order_by("-last_post_at", "-pk").values("pk")[:ITEMS]
    found = Post.objects.readable().filter(thread__in=newest, number__gt=F("thread__last_number") - ITEMS)
    return (
        found.order_by("-published_at", "-pk")
        .select_related("thread", "author", "city")
        .only(
            *("number", "html", "published_at", "edited_at", "thread__title", "thread__themes", "city__name"),
            *("author__display_name", "author__anonymised_at"),
        )[:ITEMS]
    )


def sound(text: Text) -> str:
    """Return a text without what XML cannot hold."""
    return NO_XML.sub("", str(text))


@dataclass
class ForumFeed:
    """A feed with what it is called, where people read it, and its own address."""

    title: Text
    subtitle: Text
    page: str
    address: str
    threads: Any

    @cached_property
    def posts(self) -> list[Post]:
        return list(latest_posts(self.threads))

    @property
    def tag(self) -> str:
        """Return what changes when anything in the feed does."""
        told = hashlib.sha256(f"{self.title}|{self.address}".encode())
        for post in self.posts:
            signed = (post.pk, post.number, post.thread.title, post.published_at, post.edited_at, author_of(post))
            told.update(repr((*signed, post.html, post.thread.themes)).encode())
        return f'"{told.hexdigest()[:32]}"'

    def write(self) -> str:
        """Return the document."""
        feed = Atom1Feed(
            title=sound(self.title),
            link=settings.SITE_URL + self.page,
            description="",
            subtitle=sound(self.subtitle),
            feed_url=settings.SITE_URL + self.address,
            feed_guid=settings.SITE_URL + self.page,
            author_name="Resilient Cities",
        )
        for post in self.posts:
            feed.add_item(**entry_of(post))
        return feed.writeString("utf-8")


def entry_of(post: Any) -> dict[str, Any]:
    """Return a post as a feed tells it. Its id stays when it moves to another thread."""
    words = " ".join(unescape(strip_tags(post.html)).split())
    return {
        "title": sound(f"{post.thread.title} #{post.number}"),
        "link": settings.SITE_URL + post_act(post.pk),
        "description": sound(Truncator(words).chars(LONGEST)),
        "author_name": sound(author_of(post)),
        "pubdate": post.published_at,
        "updateddate": post.edited_at or post.published_at,
        "unique_id": f"{settings.SITE_URL}/#forum-post-{post.pk}",
        "categories": themes_of(post.thread.themes),
    }


def themes_of(themes: Iterable[str]) -> list[str]:
    return [str(Theme(theme).label) for theme in themes]


def author_of(post: Any) -> str:
    name = short_name(post.author.display_name, post.author.anonymised_at)
    return ", ".join(filter(None, (name, post.city.name if post.city else "")))

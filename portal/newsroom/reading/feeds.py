"""What the feeds of articles tell: of all, of a theme, of a city. Their two forms are in `feed_forms`.

A feed is read by nobody in particular, so it holds what everybody may read, and one is made for each publication.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handbooks.reading.addresses import address_of
from portal.newsroom.cards import Card, card_address
from portal.newsroom.models import ArticleAuthor, Correction
from portal.newsroom.querysets import ArticleQuerySet
from portal.newsroom.reading.archive import city_names
from portal.newsroom.reading.feed_text import texts_of
from portal.newsroom.reading.lines import labels_of
from portal.newsroom.reading.months import filtered
from portal.pagecache.parts import kept_part
from portal.words.site import NAME
from portal.words.themes import Theme

ITEMS = 30
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Source: XML 1.0, 2.2, characters that no document may hold, and those that are better left out."""


@dataclass(frozen=True)
class FeedAuthor:
    """Somebody who wrote an article."""

    name: str
    url: str


@dataclass(frozen=True)
class FeedItem:
    """An article as feeds tell it. Every address is whole, and its id never changes."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    authors: tuple[FeedAuthor, ...]
    categories: tuple[str, ...]
    image: str
    first_ran_at: str


@dataclass(frozen=True)
class NewsFeed:
    """A feed with what it is called, where people read it, its own addresses, and its articles."""

    title: str
    subtitle: str
    page: str
    atom: str
    json: str
    id: str
    items: tuple[FeedItem, ...]

    @property
    def updated(self) -> datetime:
        """When the last of its articles changed; long ago where it has none."""
        return max((item.updated for item in self.items), default=NEVER)


@dataclass(frozen=True)
class Document:
    """A feed in one of its forms, with what tells whether somebody has it already."""

    text: str
    tag: str


NEVER = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def document_of(kind: str, slug: str, form: str, write: Callable[[NewsFeed], str]) -> Document:
    """Return the feed of `kind` and `slug` (both empty for all articles) as `write` forms it; kept."""
    return kept_part(f"news-feed:{kind}:{slug}:{form}", lambda: make_document(write(feed_of(kind, slug))))


def make_document(text: str) -> Document:
    return Document(text, f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"')


def feed_of(kind: str, slug: str) -> NewsFeed:
    """Return a feed, in a constant number of queries."""
    named = {kind: slug} if kind else {}
    name = name_of(kind, slug)
    route, args = (f"news_{kind}_feed", [slug]) if kind else ("news_feed", [])
    return NewsFeed(
        title=f"{NAME}: {name or _('articles')}",
        subtitle=_("What good local economies are made of, and who makes them."),
        page=whole(f"{reverse('news_archive')}?{kind}={slug}" if kind else "/news/"),
        atom=whole(reverse(route, args=args)),
        json=whole(reverse(f"{route}_json", args=args)),
        id=tag("/".join(filter(None, ["feed", kind, slug]))),
        items=tuple(items_of(filtered(named).newest())),
    )


def name_of(kind: str, slug: str) -> str:
    names: dict[str, Any] = dict(city_names()) if kind == "city" else dict(Theme.choices)
    return str(names[slug]) if kind else ""


def items_of(articles: ArticleQuerySet) -> list[FeedItem]:
    bylines = ArticleAuthor.objects.filter(article=OuterRef("pk")).order_by("sort_order")
    corrected = Correction.objects.filter(article=OuterRef("pk")).order_by("-corrected_on", "sort_order")
    writers = JSONObject(name="author__name", slug="author__slug")
    found = articles.with_names().annotate(
        writers=ArraySubquery(bylines.values_list(writers)),
        corrected=ArraySubquery(corrected.values_list(JSONObject(day="corrected_on", text="text"))),
    )
    listed: list[Any] = list(found[:ITEMS])
    corrections = [[(day_of(row["day"]), row["text"]) for row in article.corrected] for article in listed]
    texts = texts_of(listed, corrections)
    return [item_of(article, text) for article, text in zip(listed, texts, strict=True)]


def item_of(article: Any, text: str) -> FeedItem:
    """Return one article. What is put right in it is published anew, so a correction is an update."""
    card = Card(article.title, tuple(article.themes), tuple(article.city_names))
    return FeedItem(
        id=tag(f"article/{article.translation_key}"),
        url=whole(address_of(article)),
        title=sound(article.title),
        summary=sound(article.standfirst),
        content=sound(text),
        published=article.first_published_at,
        updated=max(article.first_published_at, article.last_published_at or article.first_published_at),
        authors=tuple(
            FeedAuthor(sound(writer["name"]), whole(reverse("author", args=[writer["slug"]])))
            for writer in article.writers
        ),
        categories=tuple(sound(label) for label in [*labels_of(article.themes), *article.city_names]),
        image=whole(card_address(article.pk, card)),
        first_ran_at=article.first_ran_at,
    )


def day_of(written: str) -> str:
    return date_format(date.fromisoformat(written), "j F Y")


def whole(path: str) -> str:
    return settings.SITE_URL + path


def tag(rest: str) -> str:
    """Return a name that lasts through every change of an address. Source: RFC 4151"""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{rest}"


def sound(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return NO_XML.sub("", text)

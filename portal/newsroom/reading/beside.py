"""What stands beside an article: pieces that share something with it, those before and after it, and its coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, Value

from cities.places.models import City
from handbooks.reading.addresses import address
from handbooks.reading.nation import Reader
from portal.newsroom.models import ArticleMention, ArticlePage, Coverage
from portal.newsroom.querysets import ArticleQuerySet
from portal.newsroom.reading.coverage import CoverageLine, lines_of
from portal.words.parts import Link

MOST_RELATED = 4
LOOKED_AT = 12
"""How many of the newest of a theme are looked at, so that a page costs the same with 10,000 articles."""
LISTED = 60
"""How many that share a city, or are about the same, are looked at: those that were added last."""
MOST_COVERAGE = 10
COLUMNS = ("why", "pk", "title", "url_path", "first_published_at", "standfirst", "themes")
OLDER, NEWER, MENTION, CITY, THEME = "older", "newer", "mention", "city", "theme"
WEIGHTS = {MENTION: 4, CITY: 2}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Another article in a list."""

    pk: int
    title: str
    url: str
    published_at: datetime | None
    standfirst: str
    themes: tuple[str, ...]

    @property
    def link(self) -> Link:
        return Link(title=self.title, url=self.url)


@dataclass
class Beside:
    """The articles around one, from one query."""

    older: Piece | None = None
    newer: Piece | None = None
    shared: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    pieces: dict[int, Piece] = field(default_factory=dict)

    def related_to(self, themes: Collection[str]) -> list[Piece]:
        """Return those that share most: what they are about counts more than a city, a city more than a theme."""

        def likeness(piece: Piece) -> tuple[int, float, int]:
            why = self.shared[piece.pk]
            score = sum(WEIGHTS.get(reason, 0) for reason in why) + len(set(themes) & set(piece.themes))
            return score, piece.published_at.timestamp() if piece.published_at else 0, piece.pk

        found = [self.pieces[pk] for pk in self.shared]
        return sorted(found, key=likeness, reverse=True)[:MOST_RELATED]


def beside(article: ArticlePage, cities: Collection[City], user: Any, reader: Reader) -> Beside:
    """Return what stands beside an article, of what `user` may read: never itself, never a draft."""
    found = Beside()
    parts = [
        part.annotate(why=Value(why, output_field=CharField())).values_list(*COLUMNS)
        for why, part in asked(article, cities, user).items()
    ]
    for why, pk, title, url_path, published_at, standfirst, themes in parts[0].union(*parts[1:], all=True):
        piece = Piece(
            pk=pk,
            title=title,
            url=reader.link(address(url_path)),
            published_at=published_at,
            standfirst=standfirst,
            themes=tuple(themes),
        )
        if why == OLDER:
            found.older = piece
        elif why == NEWER:
            found.newer = piece
        else:
            found.shared[pk].add(why)
            found.pieces[pk] = piece
    return found


def asked(article: ArticlePage, cities: Collection[City], user: Any) -> dict[str, ArticleQuerySet]:
    """Return the questions, each with an end. An order where few rows are left would lead through all articles."""
    others = ArticlePage.objects.visible_to(user).exclude(pk=article.pk)
    own = ArticleMention.objects.filter(article=article.pk)
    same = Q(entry__in=own.filter(entry__isnull=False).values("entry"))
    same |= Q(precedent__in=own.filter(precedent__isnull=False).values("precedent"))
    same |= Q(action__in=own.filter(action__isnull=False).values("action"))
    mentioned = ArticleMention.objects.filter(same).order_by("-article").values("article")[:LISTED]
    rows = ArticlePage.cities.through.objects.filter(city__in=[city.pk for city in cities])
    in_cities = rows.order_by("-articlepage").values("articlepage")[:LISTED]
    questions = {
        THEME: others.filter(themes__overlap=list(article.themes)).newest()[:LOOKED_AT],
        MENTION: others.filter(pk__in=mentioned),
    }
    if cities:
        questions[CITY] = others.filter(pk__in=in_cities)
    if at := article.first_published_at:
        questions[OLDER] = others.before(at, article.pk).newest()[:1]
        questions[NEWER] = others.after(at, article.pk)[:1]
    return questions


def coverage_of(article: ArticlePage, user: Any) -> list[CoverageLine]:
    """Return what outlets printed about an article, the newest first; nothing of one that is not saved yet."""
    if article.pk is None:
        return []
    return lines_of(Coverage.objects.visible_to(user).filter(articles=article.pk).newest()[:MOST_COVERAGE])

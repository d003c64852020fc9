"""What pages of other rooms show of the newsroom: articles about a thing, articles of a city. One query each."""

from __future__ import annotations

from typing import Any

from cities.places.models import City
from handbooks.models import EntryPage, PrecedentPage
from portal.newsroom.models import ArticlePage
from portal.newsroom.reading.lines import ArticleLine, lines_of
from portal.pagecache.parts import kept_part

SHOWN = 5
MOST = 20
OF_CITY = 3
OF_HOME = 4


def articles_about_thing(thing: Any) -> list[ArticleLine]:
    """Return the articles that name an entry, a precedent or an action, the latest first; kept."""
    kinds = {EntryPage: "entry", PrecedentPage: "precedent"}
    kind = kinds.get(type(thing), "action")
    pk = thing.id
    return kept_part(f"articles-about:{kind}:{pk}", lambda: read_articles(**{f"mentions__{kind}": pk}))


def read_articles(**wanted: Any) -> list[ArticleLine]:
    return lines_of(ArticlePage.objects.visible_to().filter(**wanted).newest(), MOST)


def articles_in(city: City) -> list[ArticleLine]:
    """Return the latest articles about a city; kept."""
    articles = ArticlePage.objects.visible_to().in_city(city.pk).newest()
    return kept_part(f"articles-of:{city.pk}", lambda: lines_of(articles, OF_CITY))


def newest_articles() -> list[ArticleLine]:
    """Return the articles that came out last, for the home page; kept."""
    return kept_part("articles-newest", lambda: lines_of(ArticlePage.objects.visible_to().newest(), OF_HOME))

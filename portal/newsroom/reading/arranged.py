"""How articles are laid out on the front: the lead, the newest, then themes and cities, each article once.

Two queries, however many articles there are: the first few keys of every part, then what is printed of those chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse

from portal.newsroom.models import ArticlePage
from portal.newsroom.querysets import ArticleQuerySet
from portal.newsroom.reading.archive import city_names
from portal.newsroom.reading.lines import ArticleLine, lines_of
from portal.pagecache.parts import kept_part
from portal.words.parts import Link, Text
from portal.words.themes import Theme

NEWEST = 4
OF_THEME = 3
OF_CITY = 2
ASKED = 12
"""Articles asked for of each theme and city: enough for some to be left when others are shown above."""

Keys = dict[str, list[int]]


@dataclass(frozen=True)
class Group:
    """Articles of a theme or of a city, as far as they are not shown above, with where all of them are."""

    link: Link
    lines: Sequence[ArticleLine]


@dataclass(frozen=True)
class Arranged:
    """The articles of the front. The groups are those that have articles, if only above."""

    lead: ArticleLine | None
    newest: Sequence[ArticleLine]
    themes: Sequence[Group]
    cities: Sequence[Group]


def arranged(lead: int | None) -> Arranged:
    """Lay out what everybody reads, with the article of key `lead` first where it is one of those; kept."""
    return kept_part(f"news-front:{lead}", lambda: arrange(read_keys(lead)))


def arrange(keys: Keys) -> Arranged:
    """Choose for each part what no part above it shows."""
    shown: set[int] = set()
    names = dict(city_names())

    def take(part: str, most: int) -> list[int]:
        chosen = [pk for pk in keys[part] if pk not in shown][:most]
        shown.update(chosen)
        return chosen

    lead = take("lead", 1) or take("newest", 1)
    newest = take("newest", NEWEST)
    themes = [(theme, take(f"theme:{theme}", OF_THEME)) for theme in Theme.values if keys[f"theme:{theme}"]]
    cities = [(slug, take(f"city:{slug}", OF_CITY)) for slug in names if keys[f"city:{slug}"]]
    lines = {line.pk: line for line in lines_of(ArticlePage.objects.filter(pk__in=shown))} if shown else {}
    return Arranged(
        lead=next((lines[pk] for pk in lead), None),
        newest=[lines[pk] for pk in newest],
        themes=[group("theme", theme, Theme(theme).label, [lines[pk] for pk in chosen]) for theme, chosen in themes],
        cities=[group("city", slug, names[slug], [lines[pk] for pk in chosen]) for slug, chosen in cities],
    )


def group(name: str, value: str, title: Text, lines: Sequence[ArticleLine]) -> Group:
    return Group(Link(title=str(title), url=f"{reverse('news_archive')}?{name}={value}"), lines)


def read_keys(lead: int | None) -> Keys:
    """Return the keys of the newest articles of each part, in one query."""
    first, *others = branches(lead)
    rows = sorted(first.union(*others, all=True), key=lambda row: (row[2], row[1]), reverse=True)
    keys: Keys = defaultdict(list)
    for part, pk, _at in rows:
        keys[part].append(pk)
    return keys


def branches(lead: int | None) -> Iterator[QuerySet[ArticlePage, Any]]:
    articles = ArticlePage.objects.visible_to()
    yield branch("newest", articles, NEWEST + 2)
    if lead:
        yield branch("lead", articles.filter(pk=lead), 1)
    for theme in Theme.values:
        yield branch(f"theme:{theme}", articles.with_theme(theme), ASKED)
    for slug, _name in city_names():
        yield branch(f"city:{slug}", articles.filter(cities__slug=slug), ASKED)


def branch(part: str, articles: ArticleQuerySet, most: int) -> QuerySet[ArticlePage, Any]:
    """Return the rows of one part: its name, and key and moment of each article."""
    named = articles.newest().annotate(part=Value(part, output_field=CharField()))
    return named.values_list("part", "pk", "first_published_at")[:most]

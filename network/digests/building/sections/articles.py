"""New articles of the newsroom: first those about a person's cities, then those on their themes, then others."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.fitting import INTERESTED, NOTHING, Fit, Fitting
from network.digests.building.people import People
from network.digests.building.told import told_of
from network.digests.choices import ItemKind
from portal.newsroom.models import ArticlePage
from portal.words.themes import Theme

NAME = "articles"
OWN = -1
"""Rank of an article about a person's own city."""
LOOKED_AT = 60
"""Articles that are looked at, the newest first."""
MOST = 13
"""Of one person: more than a digest holds."""


class Article(NamedTuple):
    """A new article, with what decides whom it concerns."""

    pk: int
    at: datetime
    themes: list[str]
    cities: list[int]


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the articles that each person was not told of, those that fit them best first, then the newest."""
    articles = recent(people)
    if not articles:
        return {}
    told = told_of(people, ItemKind.ARTICLE, [one.pk for one in articles])
    fitting = Fitting(people)
    kept: dict[Any, list[tuple[Fit, Article]]] = {}
    found: dict[int, list[Choice]] = {}
    for person, user in people.users.items():
        same = tuple(people.cities_of(person)), tuple(user.interests), people.belongs(person)
        if same not in kept:
            kept[same] = in_order(fitting, person, articles)
        fresh = ((fit, one) for fit, one in kept[same] if one.at > user.joined_at and (person, one.pk) not in told)
        if own := [choice(one, fit) for fit, one in islice(fresh, MOST)]:
            found[person] = own
    return found


def in_order(fitting: Fitting, person: int, articles: list[Article]) -> list[tuple[Fit, Article]]:
    """Return articles with why they concern a person, those that fit best first, then the newest.

    The same for all whose cities and interests are the same.
    """
    fits = [(fit_of(fitting, person, one), one) for one in articles]
    return sorted(fits, key=lambda pair: (pair[0].rank, -pair[1].at.timestamp()))


def recent(people: People) -> list[Article]:
    """Return what was first published of late and everybody reads, in one query."""
    cities = ArrayAgg("cities", filter=Q(cities__isnull=False), default=[])
    rows: Any = ArticlePage.objects.visible_to(None).filter(first_published_at__gt=people.since).newest()
    columns = rows.annotate(city_keys=cities).values_list("pk", "first_published_at", "themes", "city_keys")
    return [Article(*row) for row in columns[:LOOKED_AT]]


def choice(one: Article, fit: Fit) -> Choice:
    return Choice(section=NAME, kind=ItemKind.ARTICLE, key=one.pk, why=fit.why)


def fit_of(fitting: Fitting, person: int, one: Article) -> Fit:
    for row in fitting.people.memberships.get(person, ()):
        if row.city_id in one.cities:
            return Fit(OWN, _("It is about %(city)s, your city.") % {"city": row.city.name})
    return fitting.of(person, one.themes) or interest(fitting, person, one) or Fit(NOTHING, _("It is new."))


def interest(fitting: Fitting, person: int, one: Article) -> Fit | None:
    """Return that an article is on a theme that somebody outside the network chose."""
    chosen = fitting.people.users[person].interests
    theme = next((theme for theme in one.themes if theme in chosen), None)
    return Fit(INTERESTED, _("You are interested in %(theme)s.") % {"theme": Theme(theme).label}) if theme else None

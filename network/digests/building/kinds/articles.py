"""Articles of the newsroom: title, cities, and the standfirst. Who reads is the same for everybody."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import gettext as _

from handbooks.reading.addresses import address_of
from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from portal.newsroom.models import ArticlePage
from portal.text.cutting import at_a_word


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    rows = ArticlePage.objects.visible_to(None).filter(pk__in={choice.key for choice in choices})
    articles = rows.defer("body").prefetch_related("cities").in_bulk()
    return {choice.subject: described(articles[choice.key]) for choice in choices if choice.key in articles}


def described(article: ArticlePage) -> Described:
    return Described(
        title=article.title,
        url=settings.SITE_URL + address_of(article),
        place=", ".join(city.name for city in article.cities.all()) or _("News"),
        line=at_a_word(" ".join(article.standfirst.split()), LINE),
    )


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    rows = ArticlePage.objects.visible_to(None).filter(pk__in={choice.key for _person, choice in wanted})
    there = set(rows.values_list("pk", flat=True))
    return {(person, choice.subject) for person, choice in wanted if choice.key in there}

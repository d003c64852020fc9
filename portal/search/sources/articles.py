"""What readers find of an article: its standfirst, and each headed part of its body with what stands in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from portal.newsroom.headings import headed_parts
from portal.newsroom.models import ArticleAuthor, ArticlePage
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of
from portal.search.texts import plain, sentence


class ArticleSource(Source):
    """Articles that everyone may read."""

    kind = PassageKind.ARTICLE
    model = ArticlePage
    tells_nations = False

    def visible(self) -> QuerySet[ArticlePage]:
        bylines = Prefetch("bylines", ArticleAuthor.objects.select_related("author"))
        return (
            ArticlePage.objects.visible_to(None)
            .select_related("locale")
            .prefetch_related("cities", "corrections", bylines)
        )

    def describe(self, owner: ArticlePage) -> Description:
        cities = list(owner.cities.all())
        return Description(
            title=owner.title,
            lead=Part("", "", plain(owner.standfirst)),
            parts=[part for part in parts(owner) if part.heading and part.text],
            also=unshown(owner),
            detail=plain(detail_of(owner)),
            themes=owner.themes,
            nations=list(dict.fromkeys(city.nation for city in cities)),
            language=language_of(owner),
            page_id=owner.pk,
        )


def parts(owner: ArticlePage) -> Iterator[Part]:
    """Yield the parts of an article with the ids of its page; what stands before the first heading has neither."""
    for part in headed_parts(owner.body):
        yield Part(part.anchor, plain(part.heading), plain(sentence(part.words)))


def detail_of(owner: ArticlePage) -> str:
    """Return the cities that an article is from, and its day."""
    day = date_format(localtime(owner.first_published_at), "j F Y") if owner.first_published_at else ""
    return " · ".join(filter(None, (", ".join(city.name for city in owner.cities.all()), day)))


def unshown(owner: ArticlePage) -> str:
    """Return the words by which an article is found that stand outside its headed parts."""
    beginning = next(part.text for part in parts(owner))
    names = (byline.author.name for byline in owner.bylines.all())
    corrections = (correction.text for correction in owner.corrections.all())
    cities = (city.name for city in owner.cities.all())
    return plain(sentence([beginning, *names, *cities, owner.first_ran_in, *corrections]))

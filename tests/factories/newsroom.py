"""Articles, authors, the narrative, and what the press printed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from portal.media.models import PortalImage
from portal.newsroom.choices import OutletKind
from portal.newsroom.models import (
    ArticleAuthor,
    ArticlePage,
    Author,
    Correction,
    Coverage,
    NarrativePage,
    NewsPage,
    Outlet,
    OutletFeed,
    PreviewLink,
    PrinciplePage,
    Suggestion,
)
from portal.words.themes import Theme
from tests.factories.handbooks import PageFactory, ordered


def picture(*, size: tuple[int, int] = (1600, 900), **values: Any) -> PortalImage:
    """Return a stored picture of one colour, large enough for every size that pages use."""
    return PortalImage.objects.create(title="A picture", file=get_test_image_file(size=size, colour="teal"), **values)


QUICK = count(1)
"""What tells the addresses of quick articles apart."""


class AuthorFactory(DjangoModelFactory):
    """A guest who writes; `user=` makes a member of them."""

    class Meta:
        model = Author

    name = factory.Sequence(lambda number: f"Writer {number}")
    slug = factory.LazyAttribute(lambda author: slugify(author.name))
    role = "Writer"
    locale = factory.LazyFunction(Locale.get_default)


class ArticlePageFactory(PageFactory):
    """An article below `/news/`. `authors`, `cities`, `entries`, `precedents` take lists, `corrections` takes texts."""

    class Meta:
        model = ArticlePage

    _rows = ("authors", "cities", "entries", "precedents", "corrections")
    title = factory.Sequence(lambda number: f"Article {number}")
    slug = factory.LazyAttribute(lambda page: slugify(page.title))
    standfirst = "What this is about, in a sentence."
    themes = factory.LazyFunction(lambda: [Theme.HOUSING])
    body = factory.LazyFunction(lambda: [("text", "<p>One paragraph of an article.</p>")])
    authors: list[Author] = []
    cities: list[Any] = []
    entries: list[Any] = []
    precedents: list[Any] = []
    corrections: list[str] = []

    @classmethod
    def parent_of(cls, values: dict[str, Any]) -> Page:
        return NewsPage.objects.get()

    @classmethod
    def add_rows(cls, page: ArticlePage, rows: dict[str, Any]) -> None:
        page.bylines.set(ordered(ArticleAuthor(author=author) for author in rows["authors"]))
        page.corrections.set(
            ordered(Correction(corrected_on=date(2026, 11, 2), text=text) for text in rows["corrections"])
        )
        for name in ("cities", "entries", "precedents"):
            setattr(page, name, rows[name])
        page.save()


def quick_articles(
    number_of: int, *, cities: Sequence[Any] = (), authors: Sequence[Author] = (), **values: Any
) -> list[ArticlePage]:
    """Return articles, live unless said, an hour apart and the newest first, made without the work of publishing."""
    news, now = ArticlePageFactory.parent_of({}), timezone.now()
    made = []
    for number in range(number_of):
        page = ArticlePage(
            title=f"Quick {number:03}",
            slug=f"quick-{next(QUICK)}",
            **{"standfirst": "In short.", "themes": ["housing"], **values},
            first_published_at=now - timedelta(hours=number),
        )
        page.cities = cities
        page.bylines.set(ordered(ArticleAuthor(author=author) for author in authors))
        made.append(news.add_child(instance=page))
    return made


class PrinciplePageFactory(PageFactory):
    """A principle of the narrative."""

    class Meta:
        model = PrinciplePage

    title = factory.Sequence(lambda number: f"Principle {number}")
    slug = factory.LazyAttribute(lambda page: slugify(page.title))
    statement = "Wealth that is made in a place should stay where it is useful."
    text = "<p>What it means.</p>"

    @classmethod
    def parent_of(cls, values: dict[str, Any]) -> Page:
        return NarrativePage.objects.get()


class OutletFactory(DjangoModelFactory):
    """A local news organisation."""

    class Meta:
        model = Outlet

    name = factory.Sequence(lambda number: f"Outlet {number}")
    slug = factory.LazyAttribute(lambda outlet: slugify(outlet.name))
    kind = OutletKind.LOCAL_PAPER


class OutletFeedFactory(DjangoModelFactory):
    """A feed that is followed."""

    class Meta:
        model = OutletFeed

    outlet = factory.SubFactory(OutletFactory)
    url = factory.Sequence(lambda number: f"https://news.example/{number}/feed.xml")
    keywords = "local economy"


class CoverageFactory(DjangoModelFactory):
    """Something printed about the programme; `cities` takes a list."""

    class Meta:
        model = Coverage
        skip_postgeneration_save = True

    outlet = factory.SubFactory(OutletFactory)
    headline = factory.Sequence(lambda number: f"Headline {number}")
    printed_on = date(2026, 11, 3)
    url = factory.Sequence(lambda number: f"https://news.example/story-{number}")
    url_key = factory.LazyAttribute(lambda coverage: coverage.url)

    @factory.post_generation
    def cities(self, create: bool, extracted: list[Any] | None, **kwargs: Any) -> None:
        if create and extracted:
            self.cities.set(extracted)
            self.save()


class SuggestionFactory(DjangoModelFactory):
    """An item of a feed that waits for an editor."""

    class Meta:
        model = Suggestion

    feed = factory.SubFactory(OutletFeedFactory)
    headline = factory.Sequence(lambda number: f"Suggested {number}")
    url = factory.Sequence(lambda number: f"https://news.example/suggested-{number}")
    url_key = factory.LazyAttribute(lambda suggestion: suggestion.url)
    printed_on = date(2026, 11, 3)


class PreviewLinkFactory(DjangoModelFactory):
    """A secret link whose token is the word given as `token`."""

    class Meta:
        model = PreviewLink

    class Params:
        token = "secret"

    article = factory.SubFactory(ArticlePageFactory)
    name = "A source"
    token_digest = factory.LazyAttribute(lambda link: hashlib.sha256(link.token.encode()).hexdigest())
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))

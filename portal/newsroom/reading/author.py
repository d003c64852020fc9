"""The page of an author as its readers see it."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.directory.reading import person_or_none
from cities.places.reading import initials
from handbooks.reading.nation import reader_of
from portal.newsroom.addresses import is_plain
from portal.newsroom.models import ArticlePage, Author
from portal.newsroom.reading.lines import ArticleLine, lines_of
from portal.newsroom.reading.pictures import PORTRAIT, PORTRAIT_SIZES, Picture, Pictures
from portal.words.parts import Link

SHOWN = 20


class AuthorReading:
    """Who writes, and what: the latest articles; the archive has the rest."""

    def __init__(self, author: Author, request: HttpRequest) -> None:
        self.author = author
        self.user = request.user
        self.reader = reader_of(request)

    @cached_property
    def _lines(self) -> list[ArticleLine]:
        articles = ArticlePage.objects.visible_to(self.user).filter(bylines__author=self.author.pk)
        return lines_of(articles.newest(), SHOWN + 1)

    @property
    def lines(self) -> list[ArticleLine]:
        return self._lines[:SHOWN]

    @property
    def more_url(self) -> str:
        """Where the older articles are listed, where there are any."""
        return f"{reverse('news_archive')}?author={self.author.slug}" if len(self._lines) > SHOWN else ""

    @cached_property
    def portrait(self) -> Picture | None:
        return Pictures([self.author.portrait_id]).picture(self.author.portrait_id, PORTRAIT, PORTRAIT_SIZES)

    @property
    def initials(self) -> str:
        return initials(self.author.name)

    @property
    def website(self) -> str:
        return self.author.website if is_plain(self.author.website, "http", "https") else ""

    @cached_property
    def profile_url(self) -> str:
        """The page of the member, where this reader may see that person."""
        if not self.author.user_id or not self.user.is_authenticated:
            return ""
        found = person_or_none(self.author.user_id, self.user)
        return found.url if found else ""

    @property
    def crumbs(self) -> list[Link]:
        return [
            Link(title=_("Home"), url=self.reader.link("/")),
            Link(title=_("News"), url=self.reader.link("/news/")),
            Link(title=self.author.name),
        ]

    @property
    def running_head(self) -> str:
        return _("Authors")

"""One article as its readers see it."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.reading.nation import reader_of
from handbooks.reading.registry import reads
from portal.newsroom.models import ArticlePage
from portal.words.parts import Link


@reads("newsroom.articlepage")
class ArticleReading:
    """The page of one article."""

    def __init__(self, page: ArticlePage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)

    @cached_property
    def crumbs(self) -> list[Link]:
        return [
            Link(title=_("Home"), url=self.reader.link("/")),
            Link(title=_("News"), url=self.reader.link("/news/")),
            Link(title=self.page.title),
        ]

    @property
    def running_head(self) -> str:
        return _("News")

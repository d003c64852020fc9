"""The front page of the newsroom as its readers see it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.reading.nation import reader_of
from handbooks.reading.registry import reads
from portal.newsroom.models import ArticlePage, NewsPage
from portal.words.parts import Link


@reads("newsroom.newspage")
class NewsReading:
    """`/news/`."""

    def __init__(self, page: NewsPage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)

    @property
    def articles(self) -> list[ArticlePage]:
        return list(ArticlePage.objects.visible_to(self.user).newest()[:12])

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("News")

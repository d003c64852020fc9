"""The front page of the newsroom as its readers see it."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.reading.nation import reader_of
from handbooks.reading.registry import reads
from portal.newsroom.models import Coverage, NarrativePage, NewsPage, PrinciplePage
from portal.newsroom.reading.arranged import Arranged, arranged
from portal.newsroom.reading.coverage import CoverageLine
from portal.newsroom.reading.coverage import lines_of as coverage_lines
from portal.newsroom.reading.lines import ArticleLine
from portal.newsroom.reading.months import Month, months_of
from portal.newsroom.reading.pictures import LEAD, Picture, Pictures
from portal.newsroom.services.narrative import narrative_pages
from portal.words.parts import Link

COVERAGE = 4
MONTHS = 12
LEAD_SIZES = "(min-width: 46rem) 60vw, 100vw"
NEWEST_SIZES = "(min-width: 46rem) 20rem, 100vw"


@reads("newsroom.newspage")
class NewsReading:
    """`/news/`."""

    def __init__(self, page: NewsPage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)

    @cached_property
    def articles(self) -> Arranged:
        return arranged(self.page.lead_id)

    @cached_property
    def _pictures(self) -> Pictures:
        lead = [self.articles.lead] if self.articles.lead else []
        return Pictures(line.image for line in [*lead, *self.articles.newest])

    @property
    def lead_picture(self) -> Picture | None:
        lead = self.articles.lead
        return self._pictures.picture(lead.image, LEAD, LEAD_SIZES) if lead else None

    @property
    def newest(self) -> list[tuple[ArticleLine, Picture | None]]:
        """The newest articles, each with its picture where it has one."""
        return [(line, self._pictures.picture(line.image, LEAD, NEWEST_SIZES)) for line in self.articles.newest]

    @cached_property
    def months(self) -> list[Month]:
        return months_of({})[:MONTHS]

    @cached_property
    def coverage(self) -> list[CoverageLine]:
        """What outlets printed last."""
        return coverage_lines(Coverage.objects.visible_to(self.user).newest()[:COVERAGE])

    @cached_property
    def narrative(self) -> NarrativePage | None:
        return narrative_pages().live().defer("intro", "how_to_use").first()

    @cached_property
    def principles(self) -> list[Link]:
        """The principles of the narrative, in order."""
        if self.narrative is None:
            return []
        pages = PrinciplePage.objects.visible_to(self.user).child_of(self.narrative)
        rows = pages.order_by("path").values_list("title", "slug")
        return [Link(title=title, url=f"/news/narrative/{slug}/") for title, slug in rows]

    @property
    def elsewhere(self) -> list[Link]:
        """Where to go while nothing is published."""
        return [
            Link(title=_("What a good local economy looks like: the shared narrative"), url="/news/narrative/"),
            Link(title=_("What councils and communities may do: both handbooks"), url="/handbooks/"),
            Link(title=_("Ten cities and what they plan"), url="/cities/"),
        ]

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("News")

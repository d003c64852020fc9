"""The home page as its readers see it: a part of what every room holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.plans.reading.using import Published, published_plans
from handbooks.blocks import Section, sections_of
from handbooks.reading.addresses import address_of
from handbooks.reading.changes import Change, notes_for
from handbooks.reading.index import Ways
from handbooks.reading.law import in_words
from handbooks.reading.nation import reader_of
from handbooks.reading.registry import reads
from portal.accounts.for_you import lines_for
from portal.home.models import HomePage, StandardPage
from portal.newsroom.reading.about import newest_articles
from portal.newsroom.reading.lines import ArticleLine
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import Link
from portal.words.templatetags.ui import session_answers

NEWEST = 6
MOST_IN_A_CELL = 2


@dataclass(frozen=True)
class Job:
    """A job in front of a reader, with the entries of either handbook that serve it: some at once, more on demand."""

    title: str
    local: list[Link]
    civil: list[Link]
    local_more: list[Link]
    civil_more: list[Link]


@reads("home.homepage")
class HomeReading(Ways):
    """What the home page assembles."""

    def __init__(self, page: HomePage, request: HttpRequest) -> None:
        super().__init__(getattr(request, "user", None), reader_of(request))
        self.page = page
        self.request = request

    @cached_property
    def for_you(self) -> list[Link]:
        """What is there for who is signed in. A visitor's session is not opened, so that the page can be kept."""
        if not session_answers(self.request) or not self.request.user.is_authenticated:
            return []
        return lines_for(self.request.user)

    @cached_property
    def jobs(self) -> list[Job]:
        """The jobs with what serves them where the reader is; one that nothing serves there is left out."""
        jobs = [self._job(block.value["text"], block.value["entries"]) for block in self.page.jobs]
        return [job for job in jobs if job.local or job.civil]

    def _job(self, title: str, pages: list) -> Job:
        local, civil = (self._column(pages, audience) for audience in Audience)
        most = None if self.reader.nation else MOST_IN_A_CELL
        more = (column[most:] if most else [] for column in (local, civil))
        return Job(title, local[:most], civil[:most], *more)

    def _column(self, pages: list, audience: Audience) -> list[Link]:
        """Return the entries of one handbook, those of most nations first, with where each applies."""
        public = [page for page in pages if page and page.live and page.audience == audience and page.number]
        return [
            Link(
                title=entry.title,
                url=self.reader.link(address_of(entry)),
                number=entry.number,
                ink=entry.ink,
                note=in_words(entry.nations),
            )
            for entry in sorted(public, key=lambda entry: -len(entry.nations))
            if self.reader.is_in(entry.nations)
        ]

    @cached_property
    def cities(self) -> list[City]:
        """The ten cities with how many precedents each has."""
        public = Q(precedents__live=True, precedents__item_number__isnull=False)
        return list(City.objects.annotate(precedent_count=Count("precedents", filter=public)).order_by("name"))

    @cached_property
    def plans(self) -> Published:
        return published_plans()

    @cached_property
    def articles(self) -> list[ArticleLine]:
        """The articles that came out last."""
        return newest_articles()

    @property
    def nations(self) -> list[tuple[Link, bool]]:
        """The nations to read from, each with whether it is the one chosen."""
        return [
            (Link(title=nation.label, url=f"/?nation={nation.value}"), nation == self.reader.nation)
            for nation in Nation
        ]

    @cached_property
    def changes(self) -> list[Change]:
        return [Change.of(note, self.reader) for note in notes_for(self.reader)[:NEWEST]]

    @property
    def day_of_changes(self) -> date | None:
        """The day of all that is new, when it is one."""
        days = {localdate(change.date) for change in self.changes}
        return days.pop() if len(days) == 1 else None


@reads("home.standardpage")
class StandardReading:
    """A plain page with its contents."""

    def __init__(self, page: StandardPage, request: HttpRequest) -> None:
        self.page = page

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url="/"), Link(title=self.page.title)]

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.page.body)

    @property
    def contents(self) -> list[Link]:
        return [section.link for section in self.sections]

"""`/news/archive/`: every article, by theme, city, month and author, a page at a time.

A page is told by the article that it begins after, so that no depth makes it slower, and nothing is counted but the
months, once for each publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbooks.reading.nation import read_cities
from portal.newsroom.models import Author
from portal.newsroom.reading.by_months import ListByMonths
from portal.newsroom.reading.lines import ArticleLine, lines_of
from portal.newsroom.reading.months import Month, filtered, known_month, month_label, months_of
from portal.pagecache.parts import kept_part
from portal.words.filters import LONGEST_ECHO, Question, microseconds, moment
from portal.words.parts import Link
from portal.words.themes import Theme

ON_A_PAGE = 20
MOST_AUTHORS = 300
PLACE = re.compile(r"(?P<way>before|after)-(?P<at>[0-9]{1,16})-(?P<pk>[1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list as an address carries it: what stands before or after the article of a moment and key."""

    way: str
    at: datetime
    pk: int

    @classmethod
    def read(cls, written: str) -> Place | None:
        """Return the place that an address gives, or None for anything else."""
        found = PLACE.fullmatch(written)
        at = moment(int(found["at"])) if found else None
        return cls(found["way"], at, int(found["pk"])) if found and at else None

    @classmethod
    def of(cls, way: str, line: ArticleLine) -> Self:
        return cls(way, line.published_at, line.pk)

    def __str__(self) -> str:
        return f"{self.way}-{microseconds(self.at)}-{self.pk}"


class Archive(ListByMonths):
    """The articles that an address asks for. Values that are not known are named, not obeyed."""

    view = "news_archive"

    def __init__(self, address: QueryDict) -> None:
        super().__init__(address)
        written = address.get("page", "").strip()
        self.place = Place.read(written)
        if written and self.place is None and written != "1":
            self.unknown.append(written[:LONGEST_ECHO])

    # --- What is asked ------------------------------------------------------------------------
    @cached_property
    def questions(self) -> list[Question]:
        themes, cities, authors = dict(Theme.choices), dict(city_names()), dict(author_names())
        return [
            Question("theme", _("Theme"), _("Every theme"), Theme.choices, themes.get),
            Question("city", _("City"), _("Every city"), list(cities.items()), cities.get),
            Question("month", _("Month"), _("Every month"), [], known_month),
            Question("author", _("Author"), _("Every author"), list(authors.items()), authors.get),
        ]

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked: the one page that is for search engines."""
        return not self.chosen and not self.unknown and self.place is None

    # --- Months -------------------------------------------------------------------------------
    @cached_property
    def months(self) -> list[Month]:
        return months_of(self.chosen)

    @property
    def years(self) -> list[tuple[int, list[tuple[Month, str, bool]]]]:
        """The months under each year, each with its address and whether it is the one that is shown."""
        listed = [(month, self.address(month=month.written), month.first == self.month) for month in self.months]
        return [(year, list(months)) for year, months in groupby(listed, key=lambda row: row[0].first.year)]

    @property
    def total_said(self) -> str:
        return ngettext("%(count)s article", "%(count)s articles", self.total) % {"count": self.total}

    # --- The page -----------------------------------------------------------------------------
    @cached_property
    def _found(self) -> list[ArticleLine]:
        """The articles of the page, and one more in the direction that is gone where there is one."""
        articles = filtered(self.chosen).newest()
        if self.month:
            articles = articles.in_month(self.month)
        if self.place:
            articles = getattr(articles, self.place.way)(self.place.at, self.place.pk)
        return lines_of(articles, ON_A_PAGE + 1)

    @property
    def _is_upwards(self) -> bool:
        return self.place is not None and self.place.way == "after"

    @cached_property
    def lines(self) -> list[ArticleLine]:
        page = self._found[:ON_A_PAGE]
        return page[::-1] if self._is_upwards else page

    @property
    def by_month(self) -> list[tuple[str, list[ArticleLine]]]:
        """The lines of the page under the month in which they came out."""
        grouped = groupby(self.lines, key=lambda line: localdate(line.published_at).replace(day=1))
        return [(month_label(first), list(lines)) for first, lines in grouped]

    @property
    def _is_cut(self) -> bool:
        return len(self._found) > ON_A_PAGE

    @property
    def older(self) -> str:
        """The address of the page after this one, or nothing at the end."""
        if not self.lines or not (self._is_upwards or self._is_cut):
            return ""
        return self.address(page=Place.of("before", self.lines[-1]))

    @property
    def newer(self) -> str:
        """The address of the page before this one, or nothing at the beginning."""
        if not self.lines or self.place is None or (self._is_upwards and not self._is_cut):
            return ""
        return self.address(page=Place.of("after", self.lines[0]))

    @property
    def newest(self) -> str:
        return self.address() if self.place else ""

    # --- Where it stands ----------------------------------------------------------------------
    @property
    def crumbs(self) -> list[Link]:
        home, news = Link(title=_("Home"), url="/"), Link(title=_("News"), url="/news/")
        if not self.chosen:
            return [home, news, Link(title=_("Archive"))]
        return [home, news, Link(title=_("Archive"), url=reverse("news_archive")), Link(title=self.said)]

    @property
    def feed_of(self) -> tuple[str, str] | None:
        """The kind and slug of the feed of just these articles, where there is one."""
        only = list(self.chosen.items())
        return only[0] if len(only) == 1 and only[0][0] in ("theme", "city") else None


def city_names() -> list[tuple[str, str]]:
    return [(slug, name) for slug, name, _nation in kept_part("cities", read_cities)]


def known_slugs(kind: str) -> list[str]:
    """Return what the addresses of feeds may name: a theme, a city, or nothing."""
    return {"": [""], "theme": Theme.values, "city": [slug for slug, _name in city_names()]}[kind]


def author_names() -> list[tuple[str, str]]:
    return kept_part("news-authors", read_authors)


def read_authors() -> list[tuple[str, str]]:
    """Return the authors that everybody may know of, by name."""
    return list(Author.objects.visible_to().order_by("name", "pk").values_list("slug", "name")[:MOST_AUTHORS])

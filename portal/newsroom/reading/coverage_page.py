"""`/news/coverage/`: what outlets printed, by city, outlet and month, with a small chart of the months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.newsroom.models import Coverage, Outlet
from portal.newsroom.querysets import CoverageQuerySet
from portal.newsroom.reading.archive import city_names
from portal.newsroom.reading.by_months import ListByMonths
from portal.newsroom.reading.coverage import CoverageLine, read_months, whole_lines_of
from portal.newsroom.reading.months import Month, known_month, month_label
from portal.pagecache.parts import kept_part
from portal.words.filters import Question
from portal.words.parts import Link

ON_A_PAGE = 30
IN_CHART = 12
HIGH, WIDE = 40, 10
"""Of a bar of the chart, with the room beside it."""
FIELDS = {"city": "cities__slug", "outlet": "outlet__slug"}


@dataclass(frozen=True)
class Column:
    """A month of the chart: how much was printed, and where its bar stands."""

    month: Month
    x: int
    y: int
    height: int


class CoveragePage(ListByMonths):
    """The coverage that an address asks for. Values that are not known are named, not obeyed."""

    view = "coverage"

    def __init__(self, address: QueryDict) -> None:
        super().__init__(address)
        self.asked_page = address.get("page", "")

    # --- What is asked ------------------------------------------------------------------------
    @cached_property
    def questions(self) -> list[Question]:
        cities, outlets = dict(city_names()), dict(outlet_names())
        return [
            Question("city", _("City"), _("Every city"), list(cities.items()), cities.get),
            Question("outlet", _("Outlet"), _("Every outlet"), list(outlets.items()), outlets.get),
            Question("month", _("Month"), _("Every month"), [], known_month),
        ]

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked: the one page that is for search engines."""
        return not self.chosen and not self.unknown and self.page.number == 1

    @property
    def filtered(self) -> CoverageQuerySet:
        """The coverage that city and outlet leave."""
        wanted = {FIELDS[name]: value for name, value in self.chosen.items() if name in FIELDS}
        return Coverage.objects.visible_to().filter(**wanted)

    # --- Months -------------------------------------------------------------------------------
    @cached_property
    def months(self) -> list[Month]:
        name = ":".join(self.chosen.get(key, "") for key in FIELDS)
        return kept_part(f"coverage-months:{name}", lambda: read_months(self.filtered))

    @cached_property
    def columns(self) -> list[Column]:
        """The last twelve months up to this one, the earliest first; none where nothing was ever printed."""
        if not self.months:
            return []
        counts = {month.first: month.count for month in self.months}
        last = localdate().replace(day=1)
        firsts = [months_before(last, back) for back in reversed(range(IN_CHART))]
        most = max(counts.get(first, 0) for first in firsts) or 1
        found = []
        for place, first in enumerate(firsts):
            count = counts.get(first, 0)
            height = -(-HIGH * count // most)
            found.append(Column(Month(first, count), place * WIDE, HIGH - height, height))
        return found

    @property
    def charted(self) -> str:
        """What the chart shows, as a sentence. Where several months have most, none is named."""
        highest = max((column.month for column in self.columns), key=lambda month: month.count)
        is_one = [column.month.count for column in self.columns].count(highest.count) == 1
        words = {
            "count": sum(column.month.count for column in self.columns),
            "first": self.columns[0].month.label,
            "last": self.columns[-1].month.label,
            "most": highest.count,
            "month": highest.label,
        }
        if is_one:
            return _("%(count)s from %(first)s to %(last)s; most in %(month)s: %(most)s.") % words
        return _("%(count)s from %(first)s to %(last)s.") % words

    @property
    def ends(self) -> tuple[Month, Month]:
        """The first and the last month of the chart."""
        return self.columns[0].month, self.columns[-1].month

    @property
    def rows(self) -> list[tuple[Month, str]]:
        """The months of the chart with the address of each, the latest first."""
        return [(column.month, self.address(month=column.month.written)) for column in reversed(self.columns)]

    @property
    def total_said(self) -> str:
        return ngettext("%(count)s piece of coverage", "%(count)s pieces of coverage", self.total) % {
            "count": self.total
        }

    # --- The page -----------------------------------------------------------------------------
    @cached_property
    def page(self) -> Page:
        found = self.filtered.newest()
        if self.month:
            found = found.filter(printed_on__gte=self.month, printed_on__lt=months_before(self.month, -1))
        paginator = Paginator(found, ON_A_PAGE)
        paginator.count = self.total  # the months say it
        return paginator.get_page(self.asked_page)

    @cached_property
    def lines(self) -> list[CoverageLine]:
        return whole_lines_of(cast(CoverageQuerySet, self.page.object_list)) if self.total else []

    @property
    def by_month(self) -> list[tuple[str, list[CoverageLine]]]:
        """The lines of the page under the month in which they were printed."""
        by = groupby(self.lines, key=lambda line: line.printed_on.replace(day=1))
        return [(month_label(first), list(lines)) for first, lines in by]

    @property
    def has_demo(self) -> bool:
        return any(line.is_demo for line in self.lines)

    # --- Where it stands ----------------------------------------------------------------------
    @property
    def crumbs(self) -> list[Link]:
        above = [Link(title=_("Home"), url="/"), Link(title=_("News"), url="/news/")]
        here = _("In the press")
        if not self.chosen:
            return [*above, Link(title=here)]
        return [*above, Link(title=here, url=reverse("coverage")), Link(title=self.said)]


def months_before(first: date, back: int) -> date:
    """Return the first day of the month so many before one."""
    year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
    return date(year, month + 1, 1)


def outlet_names() -> list[tuple[str, str]]:
    return kept_part("coverage-outlets", read_outlets)


def read_outlets() -> list[tuple[str, str]]:
    """Return the outlets that printed something, by name."""
    printed = Coverage.objects.visible_to().filter(outlet=OuterRef("pk"))
    return list(Outlet.objects.visible_to().filter(Exists(printed)).order_by("name").values_list("slug", "name"))

"""What outlets printed, as readers see it: lines with what each is about, and the months in which they came.

Nobody is shown a draft or the working text of an action: what everybody reads is all there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.plans.models import EditionAction
from handbooks.reading.addresses import address
from portal.newsroom.models import ArticlePage, Coverage
from portal.newsroom.querysets import CoverageQuerySet
from portal.newsroom.reading.months import Month
from portal.pagecache.parts import kept_part
from portal.words.parts import Link

COLUMNS = ("pk", "headline", "url", "printed_on", "outlet__name", "dead_since", "is_demo")
OF_CITY = 5
ABOUT_ACTION = 20


@dataclass(frozen=True)
class CoverageLine:
    """One piece of coverage in a list. A demonstration was printed by nobody, and leads nowhere."""

    pk: int
    headline: str
    url: str
    printed_on: date
    outlet: str
    dead_since: datetime | None
    is_demo: bool
    cities: Sequence[Link] = ()
    about: Sequence[Link] = ()


def lines_of(coverage: CoverageQuerySet) -> list[CoverageLine]:
    """Return the coverage of a queryset in its order, without what it is about, in one query."""
    return [CoverageLine(*row) for row in coverage.values_list(*COLUMNS)]


def whole_lines_of(coverage: CoverageQuerySet) -> list[CoverageLine]:
    """Return the same with the cities, articles and actions of each, in four queries however many there are."""
    lines = lines_of(coverage)
    keys = [line.pk for line in lines]
    cities, about = cities_of(keys), defaultdict(list, articles_of(keys))
    for pk, links in actions_of(keys).items():
        about[pk] += links
    return [replace(line, cities=cities.get(line.pk, ()), about=about.get(line.pk, ())) for line in lines]


def cities_of(keys: Iterable[int]) -> dict[int, list[Link]]:
    rows = City.objects.filter(coverage__in=keys).order_by("name").values_list("coverage", "name", "slug")
    return grouped((pk, Link(title=name, url=reverse("city", args=[slug]))) for pk, name, slug in rows)


def articles_of(keys: Iterable[int]) -> dict[int, list[Link]]:
    found = ArticlePage.objects.visible_to().filter(coverage__in=keys).order_by("-first_published_at", "-pk")
    rows = found.values_list("coverage", "title", "url_path")
    return grouped((pk, Link(title=title, url=address(url_path))) for pk, title, url_path in rows)


def actions_of(keys: Iterable[int]) -> dict[int, list[Link]]:
    """Return actions as their cities published them last."""
    found = EditionAction.objects.visible_to().current().filter(action__coverage__in=keys).in_order()
    rows = found.values_list(
        "action__coverage", "action", "number", "title", "edition__plan__city__slug", "edition__plan__city__name"
    )
    return grouped(
        (
            pk,
            Link(title=_("%(city)s, action %(number)s: %(title)s") % words, url=reverse("action", args=[slug, action])),
        )
        for pk, action, number, title, slug, city in rows
        for words in [{"city": city, "number": number, "title": title}]
    )


def grouped(links: Iterable[tuple[int, Link]]) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = defaultdict(list)
    for pk, link in links:
        found[pk].append(link)
    return found


def read_months(coverage: CoverageQuerySet) -> list[Month]:
    """Return the months of coverage with how much there is in each, the latest first, in one query."""
    months = coverage.order_by().annotate(month=TruncMonth("printed_on")).values("month")
    rows = months.annotate(count=Count("pk")).order_by("-month").values_list("month", "count")
    return [Month(first, count) for first, count in rows]


def coverage_in(city: City) -> list[CoverageLine]:
    """Return the latest coverage of a city; kept."""
    found = Coverage.objects.visible_to().in_city(city.pk).newest().order_by("is_demo", "-printed_on", "-pk")
    return kept_part(f"coverage-of:{city.pk}", lambda: lines_of(found[:OF_CITY]))


def coverage_about(action: Any) -> list[CoverageLine]:
    """Return what was printed about an action, the latest first; kept."""
    found = Coverage.objects.visible_to().filter(actions=action.id).newest()
    return kept_part(f"coverage-about:{action.id}", lambda: lines_of(found[:ABOUT_ACTION]))

"""In which months articles came out, and how many: one query, and kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from portal.newsroom.models import ArticlePage
from portal.newsroom.querysets import ArticleQuerySet
from portal.pagecache.parts import kept_part

WRITTEN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month with how many articles came out in it."""

    first: date
    count: int

    @property
    def written(self) -> str:
        """The month as an address carries it."""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        return month_label(self.first)


def month_label(first: date) -> str:
    return date_format(first, "F Y")


def month_of(written: str) -> date | None:
    """Return the first day of the month that an address gives, or None for anything else."""
    found = WRITTEN.fullmatch(written)
    return date(int(found["year"]), int(found["month"]), 1) if found else None


def known_month(written: str) -> str | None:
    """Return the words of the month that an address gives, or None for anything else."""
    first = month_of(written)
    return month_label(first) if first else None


def months_of(chosen: Mapping[str, str]) -> list[Month]:
    """Return the months of the articles that these filters leave, the latest first."""
    name = ":".join(chosen.get(key, "") for key in ("theme", "city", "author"))
    return kept_part(f"news-months:{name}", lambda: read_months(filtered(chosen)))


def read_months(articles: ArticleQuerySet) -> list[Month]:
    month = TruncMonth("first_published_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    dated = articles.newest().order_by().annotate(month=month).values("month")
    rows = dated.annotate(count=Count("pk")).order_by("-month").values_list("month", "count")
    return [Month(at.date(), count) for at, count in rows]


def filtered(chosen: Mapping[str, str]) -> ArticleQuerySet:
    """Return the articles that everybody reads and these filters leave; months are left to who asks."""
    articles = ArticlePage.objects.visible_to()
    if theme := chosen.get("theme"):
        articles = articles.with_theme(theme)
    if city := chosen.get("city"):
        articles = articles.filter(cities__slug=city)
    if author := chosen.get("author"):
        articles = articles.by(author)
    return articles

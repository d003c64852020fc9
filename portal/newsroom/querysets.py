"""Questions that one may ask of the newsroom. `visible_to` is the only door for reading."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from handbooks.querysets import ReadablePageQuerySet, not_expired, unrestricted_q
from portal.newsroom.choices import AnnouncementState, SuggestionState


class ArticleQuerySet(ReadablePageQuerySet):
    """Articles that readers open."""

    def visible_to(self, user: Any = None) -> Self:
        """Return what everybody may read; what has expired is gone at once, before it is withdrawn."""
        return super().visible_to(user).filter(not_expired())

    def newest(self) -> Self:
        """Return the articles that came out, the latest first."""
        return self.filter(first_published_at__isnull=False).order_by("-first_published_at", "-pk")

    def before(self, at: datetime, pk: int) -> Self:
        """Return what stands after the article of that moment and key in the order of `newest`."""
        earlier = Q(first_published_at__lt=at) | Q(first_published_at=at, pk__lt=pk)
        return self.filter(earlier, first_published_at__lte=at)

    def after(self, at: datetime, pk: int) -> Self:
        """Return what stands before it, the nearest first."""
        later = Q(first_published_at__gt=at) | Q(first_published_at=at, pk__gt=pk)
        return self.filter(later, first_published_at__gte=at).order_by("first_published_at", "pk")

    def with_names(self) -> Self:
        """Annotate `city_names`, and `author_names` in the order of the bylines."""
        cities = self.model.cities.through.objects.filter(articlepage=OuterRef("pk")).order_by("city__name")
        bylines = self.model.bylines.rel.related_model.objects.filter(article=OuterRef("pk")).order_by("sort_order")
        return self.annotate(
            city_names=ArraySubquery(cities.values("city__name")),
            author_names=ArraySubquery(bylines.values("author__name")),
        )

    def with_theme(self, theme: str) -> Self:
        return self.filter(themes__contains=[theme])

    def in_city(self, city: Any) -> Self:
        return self.filter(cities=city)

    def by(self, slug: str) -> Self:
        """Return what the author with this slug wrote."""
        return self.filter(bylines__author__slug=slug)

    def in_month(self, month: date) -> Self:
        """Return what was first published in the month that begins on this day, by London's clock."""
        first = month.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, following))
        return self.filter(first_published_at__gte=begins, first_published_at__lt=ends)


class AuthorQuerySet(QuerySet):
    """People whose names stand over articles."""

    def visible_to(self, user: Any = None) -> Self:
        """Return the authors of articles that everybody reads: a profile without one is nobody's business yet."""
        bylines = self.model._meta.apps.get_model("newsroom", "articleauthor").objects
        readable = unrestricted_q("article__path") & not_expired("article__")
        public = bylines.filter(readable, author=OuterRef("pk"), article__live=True)
        return self.filter(Exists(public))


class OutletQuerySet(QuerySet):
    """News organisations; that they exist is public."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()


class CoverageQuerySet(QuerySet):
    """What outlets printed about the programme."""

    def visible_to(self, user: Any = None) -> Self:
        return self.filter(is_public=True)

    def in_city(self, city: Any) -> Self:
        return self.filter(cities=city)

    def newest(self) -> Self:
        return self.order_by("-printed_on", "-pk")

    def dead(self) -> Self:
        """Return what is not found any more where it was printed."""
        return self.filter(dead_since__isnull=False)


class SuggestionQuerySet(QuerySet):
    """What the feeds of outlets brought; only editors see it."""

    def waiting(self) -> Self:
        return self.filter(state=SuggestionState.WAITING)


class PreviewLinkQuerySet(QuerySet):
    """Secret links to drafts; only editors see a list of them."""

    def open(self, at: datetime | None = None) -> Self:
        """Return the links that still show a draft."""
        return self.filter(ended_at=None, expires_at__gt=at or timezone.now())


class NarrativeEditionQuerySet(QuerySet):
    """Dated issues of the narrative; all of them are public, for ever."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()


class AnnouncementQuerySet(QuerySet):
    """Announcements of articles; editors see them, and nobody else."""

    def due(self, at: datetime | None = None) -> Self:
        return self.filter(state=AnnouncementState.DUE, try_at__lte=at or timezone.now())

    def needing_a_hand(self) -> Self:
        """Return what failed, and what may or may not have arrived: no machine sends either again."""
        return self.filter(state__in=(AnnouncementState.UNKNOWN, AnnouncementState.FAILED))


class ReadCountQuerySet(QuerySet):
    """Daily totals of how often articles were opened."""

    def most_read(self, days: int = 7, *, on: date | None = None) -> QuerySet[Any]:
        """Return published articles with their `reads` in so many days up to `on`, or today, the most read first."""
        last = on or timezone.localdate(timezone=timezone.get_default_timezone())
        articles = self.model._meta.apps.get_model("newsroom", "articlepage").objects
        within = {"read_counts__day__gt": last - timedelta(days=days), "read_counts__day__lte": last}
        found = articles.filter(live=True, **within).annotate(reads=Sum("read_counts__count"))
        return found.order_by("-reads", "-first_published_at", "pk").defer("body")

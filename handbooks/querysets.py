"""Questions that one may ask of handbook pages. `visible_to` is the only door for reading."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import BooleanField, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timezone import localdate
from wagtail.query import PageQuerySet

from portal.words.bodies import BodyKind


class Unrestricted(Func):
    """Whether no view restriction applies to the page at a tree path, on it or on a page above.

    Written as SQL because it stands in nearly every query of a reader: the same question asked through
    the query compiler costs more than the query itself. It looks at each restriction, of which there are few, and never
    at all pages, as a join does where PostgreSQL does not know yet that there are few.
    """

    template = (
        "NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction restriction"
        " WHERE starts_with(%(expressions)s,"
        " (SELECT above.path FROM wagtailcore_page above WHERE above.id = restriction.page_id)))"
    )
    output_field = BooleanField()
    arity = 1


def unrestricted_q(path: str = "path") -> Q:
    """Match rows whose page has no view restriction on it or on a page above.

    `path` names the tree path of the page: `entry__path` for rows that point to an entry.
    """
    return Q(Unrestricted(path))


def public_q(name: str = "") -> Q:
    """Match rows whose page readers may be sent to: live, numbered and unrestricted.

    `name` is the field that points to the page; empty for the pages themselves.
    """
    prefix = f"{name}__" if name else ""
    numbered = {f"{prefix}live": True, f"{prefix}item_number__isnull": False}
    return unrestricted_q(f"{prefix}path") & Q(**numbered)


def not_expired(prefix: str = "") -> Q:
    """Match pages whose time has not ended; `prefix` leads to the page."""
    return Q(**{f"{prefix}expire_at": None}) | Q(**{f"{prefix}expire_at__gt": timezone.now()})


def open_to_all() -> Q:
    """Match the pages, of whatever kind, that everybody may be sent to."""
    return unrestricted_q() & Q(live=True) & not_expired()


class ReadablePageQuerySet(PageQuerySet):
    """Pages that readers open."""

    def visible_to(self, user: Any = None) -> Self:
        """Return what `user` may read on the site: live pages without a view restriction.

        Drafts and restricted pages are read in `/editor/` or at their own address, never through a list.
        """
        return self.filter(unrestricted_q(), live=True)


class ReviewedQuerySet(ReadablePageQuerySet):
    """Pages whose facts are reviewed at intervals."""

    def due_q(self, on: date | None = None) -> Q:
        return Q(review_due__lte=on or localdate())

    def due(self, on: date | None = None) -> Self:
        """Return the pages whose review is due or overdue on that day (today)."""
        return self.filter(self.due_q(on))

    def uncertain(self) -> Self:
        """Return the pages with a flagged fact or below high certainty."""
        return self.exclude(check_before_use="", certainty="high")


class EntryQuerySet(ReviewedQuerySet):
    """Entries of either handbook."""

    def of(self, audience: str) -> Self:
        return self.filter(audience=audience)

    def in_reading_order(self) -> Self:
        return self.order_by("path")

    def in_nation(self, nation: str) -> Self:
        return self.filter(nations__contains=[nation])

    def for_body(self, body: str) -> Self:
        """Return entries that `body` may use; an entry for anyone matches every kind."""
        return self.filter(usable_by__overlap=[body, BodyKind.ANYONE])

    def with_law(self) -> Self:
        """Annotate `law`: the citation of the first provision or scheme behind each entry."""
        bases = self.model.legal_bases.rel.related_model.objects.filter(entry=OuterRef("pk"))
        first = bases.order_by("sort_order").values(name=Coalesce("provision__citation", "scheme__name"))[:1]
        return self.annotate(law=Subquery(first))

    def without_precedent(self) -> Self:
        return self.filter(precedent_links__isnull=True)

    def without_counterpart(self) -> Self:
        return self.filter(counterparts_set__isnull=True, counterparts_received__isnull=True)


class PrecedentQuerySet(ReviewedQuerySet):
    """Precedents, which belong to both handbooks."""

    def in_nation(self, nation: str) -> Self:
        return self.filter(nation=nation)

    def with_theme(self, theme: str) -> Self:
        return self.filter(themes__contains=[theme])


class GlossaryTermQuerySet(QuerySet):
    """Terms of the glossary; all of them are public."""

    def visible_to(self, user: Any = None) -> Self:
        return self.all()

    def of(self, audience: str) -> Self:
        return self.filter(handbooks__contains=[audience])

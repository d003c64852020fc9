"""One line of a report: a page, a city or a term, with what an editor needs to decide where to start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.places.models import City
from handbooks.choices import Certainty
from handbooks.models import EntryPage, GlossaryTerm, PrecedentPage
from portal.words.audiences import Audience

ENTRY, PRECEDENT, CITY, TERM = "entry", "precedent", "city", "term"
UNRATED = "unrated"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a report. `audience` and `certainty` are values, for filters; the labels are for people."""

    kind: str
    title: str
    url: str
    number: str = ""
    audience: str = ""
    theme: str = ""
    is_live: bool = True
    reviewed: date | None = None
    due: date | None = None
    certainty: str = UNRATED
    notice: str = ""
    reason: str = ""

    @cached_property
    def kind_label(self) -> str:
        return {ENTRY: _("Entry"), PRECEDENT: _("Precedent"), CITY: _("City"), TERM: _("Term")}[self.kind]

    @cached_property
    def handbook(self) -> str:
        return str(Audience(self.audience).label) if self.audience else ""

    @cached_property
    def certainty_label(self) -> str:
        return "" if self.certainty == UNRATED else str(Certainty(self.certainty).label)

    @cached_property
    def state(self) -> str:
        return _("Published") if self.is_live else _("Draft")

    def overdue_days(self, on: date) -> int:
        """Return by how many days a review is late on that day; less than 0 when it is still to come."""
        return (on - self.due).days if self.due else 0


@dataclass(frozen=True, kw_only=True)
class DueRow(Row):
    """A line of the list of reviews, with how late it is."""

    lateness: int

    @cached_property
    def when(self) -> str:
        if self.lateness > 0:
            return _("%(count)d days overdue") % {"count": self.lateness}
        return _("due today") if self.lateness == 0 else _("in %(count)d days") % {"count": -self.lateness}


def due_row(row: Row, on: date) -> DueRow:
    given: dict[str, Any] = {name: getattr(row, name) for name in Row.__dataclass_fields__}
    return DueRow(**given, lateness=row.overdue_days(on))


def edit_url(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


def of_entry(entry: EntryPage, *, theme: str = "") -> Row:
    return Row(
        kind=ENTRY,
        number=entry.number,
        title=entry.title,
        url=edit_url(entry.pk),
        audience=entry.audience,
        theme=theme,
        is_live=entry.live,
        reviewed=entry.last_reviewed,
        due=entry.review_due,
        certainty=entry.certainty,
        notice=entry.check_before_use,
        reason=entry.no_counterpart_because,
    )


def of_precedent(precedent: PrecedentPage) -> Row:
    return Row(
        kind=PRECEDENT,
        number=precedent.number,
        title=precedent.title,
        url=edit_url(precedent.pk),
        is_live=precedent.live,
        reviewed=precedent.last_reviewed,
        due=precedent.review_due,
        certainty=precedent.certainty,
        notice=precedent.check_before_use,
    )


def of_city(city: City) -> Row:
    url = reverse(City.snippet_viewset.get_url_name("edit"), args=[city.pk])
    return Row(
        kind=CITY,
        title=city.name,
        url=url,
        reviewed=city.last_reviewed,
        due=city.review_due,
        notice=city.check_before_use,
    )


def of_term(term: GlossaryTerm) -> Row:
    url = reverse(GlossaryTerm.snippet_viewset.get_url_name("edit"), args=[term.pk])
    return Row(kind=TERM, title=term.term, url=url, notice=term.check_before_use)


def with_themes(rows: list[tuple[EntryPage, Row]], titles: dict[str, str]) -> Iterator[Row]:
    """Put the title of its theme on each row; `titles` is by the theme's place in the tree."""
    for entry, row in rows:
        yield replace(row, theme=titles.get(entry.path[: -entry.steplen], ""))

"""What the reports and the dashboard ask. Each is a fixed number of queries, however many rows come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from cities.places.models import City
from handbooks.choices import Certainty
from handbooks.models import EntryPage, GlossaryTerm, PrecedentEntry, PrecedentPage, ThemePage
from handbooks.querysets import EntryQuerySet, PrecedentQuerySet
from handbooks.reports.rows import DueRow, Row, due_row, of_city, of_entry, of_precedent, of_term, with_themes

SOON = timedelta(days=30)
FIRST = {Certainty.LOW: 0, Certainty.MEDIUM: 1, "unrated": 2, Certainty.HIGH: 3}


def entry_rows(entries: EntryQuerySet) -> list[Row]:
    """Return a row for each entry, in reading order, with its theme."""
    titles = dict(ThemePage.objects.values_list("path", "title"))
    found = entries.in_reading_order().defer_streamfields().defer("what_it_lets_you_do")
    return list(with_themes([(entry, of_entry(entry)) for entry in found], titles))


def precedent_rows(precedents: PrecedentQuerySet) -> list[Row]:
    return [of_precedent(precedent) for precedent in precedents.defer_streamfields().order_by("title")]


def reviews(until: date, on: date | None = None) -> list[DueRow]:
    """Return what is to be reviewed by `until`, the most overdue first. Drafts are left out: nobody reads them."""
    today = on or localdate()
    rows: Iterable[Row] = [
        *entry_rows(EntryPage.objects.live().due(until)),
        *precedent_rows(PrecedentPage.objects.live().due(until)),
        *(of_city(city) for city in City.objects.filter(review_due__lte=until)),
    ]
    return sorted((due_row(row, today) for row in rows), key=lambda row: (row.due, row.title))


def without_precedent() -> EntryQuerySet:
    """Return the entries for which readers find no precedent; one that is a draft does not count."""
    shown = PrecedentEntry.objects.filter(entry=OuterRef("pk"), precedent__live=True)
    return EntryPage.objects.filter(~Exists(shown))


def without_counterpart() -> EntryQuerySet:
    return EntryPage.objects.without_counterpart()


FLAGGED = ~Q(check_before_use="")


def uncertain() -> list[Row]:
    """Return every flagged fact, and every page of low certainty, the least certain first."""
    doubtful = FLAGGED | Q(certainty=Certainty.LOW)
    rows = [
        *entry_rows(EntryPage.objects.filter(doubtful)),
        *precedent_rows(PrecedentPage.objects.filter(doubtful)),
        *(of_city(city) for city in City.objects.filter(FLAGGED)),
        *(of_term(term) for term in GlossaryTerm.objects.filter(FLAGGED)),
    ]
    return sorted(rows, key=lambda row: FIRST[row.certainty])


def uncertain_count() -> int:
    doubtful = FLAGGED | Q(certainty=Certainty.LOW)
    pages = EntryPage.objects.filter(doubtful).count() + PrecedentPage.objects.filter(doubtful).count()
    return pages + City.objects.filter(FLAGGED).count() + GlossaryTerm.objects.filter(FLAGGED).count()


def due_count(on: date | None = None) -> int:
    """Count the reviews that are due or overdue."""
    today = on or localdate()
    pages = EntryPage.objects.live().due(today).count() + PrecedentPage.objects.live().due(today).count()
    return pages + City.objects.filter(review_due__lte=today).count()

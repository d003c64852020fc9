"""Reports on pages, cities and terms: reviews, gaps, uncertain facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from handbooks.reports import questions
from handbooks.reports.base import (
    CERTAINTY,
    KIND,
    NUMBER,
    PLACE_SHEET,
    REVIEWED,
    STATE,
    THEME,
    TITLE,
    HandbooksReport,
    KindFilterSet,
    PlaceFilterSet,
)
from handbooks.reports.rows import DueRow, Row
from portal.editor.reports import DayColumn, WordsColumn

OVERDUE, MONTH, QUARTER = "overdue", "30", "90"


class ReviewFilterSet(KindFilterSet):
    """By how soon."""

    within = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[(OVERDUE, _("Due or overdue")), (MONTH, _("Within 30 days")), (QUARTER, _("Within 90 days"))],
    )

    special = ("within",)

    def keeps(self, row: DueRow) -> bool:
        within = self.form.cleaned_data["within"] or MONTH
        return row.lateness >= (0 if within == OVERDUE else -int(within))


class ReviewsReport(HandbooksReport):
    name = "reviews"
    page_title = _("Reviews due")
    header_icon = "calendar-check"
    explanation = _(
        "What readers see and should be read again against its sources."
        " Without a filter: overdue, and the next 30 days."
    )
    filterset_class = ReviewFilterSet
    columns = [
        NUMBER,
        TITLE,
        KIND,
        THEME,
        REVIEWED,
        DayColumn("due", label=_("Due")),
        WordsColumn("when", label=_("When")),
        CERTAINTY,
    ]
    spreadsheet = (
        *PLACE_SHEET,
        ("kind_label", _("Kind")),
        ("reviewed", _("Last reviewed")),
        ("due", _("Review due")),
        ("when", _("When")),
        ("certainty_label", _("Certainty")),
    )

    def get_queryset(self) -> list[Any]:
        return questions.reviews(localdate() + timedelta(days=int(QUARTER)))


class NoPrecedentReport(HandbooksReport):
    name = "without_precedent"
    page_title = _("Entries without a precedent")
    header_icon = "pick"
    explanation = _("Entries for which readers find no real example. A precedent that is still a draft does not count.")
    filterset_class = PlaceFilterSet
    columns = [NUMBER, TITLE, THEME, STATE, CERTAINTY]
    spreadsheet = (*PLACE_SHEET, ("state", _("State")), ("certainty_label", _("Certainty")))

    def get_queryset(self) -> list[Any]:
        return questions.entry_rows(questions.without_precedent())


class CounterpartFilterSet(PlaceFilterSet):
    """Those that still need one, those that have a reason, or all."""

    explained = django_filters.ChoiceFilter(
        label=_("Reason"), choices=[("no", _("No reason given")), ("yes", _("A reason is given")), ("all", _("All"))]
    )

    special = ("explained",)

    def keeps(self, row: Row) -> bool:
        explained = self.form.cleaned_data["explained"] or "no"
        return explained == "all" or bool(row.reason) == (explained == "yes")


class NoCounterpartReport(HandbooksReport):
    name = "without_counterpart"
    page_title = _("Entries without a counterpart")
    header_icon = "link"
    explanation = _(
        "Entries that nothing in the other handbook meets. One with a reason for that is left out until you ask."
    )
    filterset_class = CounterpartFilterSet
    columns = [NUMBER, TITLE, THEME, STATE, WordsColumn("reason", label=_("Why it has none"))]
    spreadsheet = (*PLACE_SHEET, ("state", _("State")), ("reason", _("Why it has none")))

    def get_queryset(self) -> list[Any]:
        return questions.entry_rows(questions.without_counterpart())


class UncertainReport(HandbooksReport):
    name = "uncertain"
    page_title = _("Uncertain facts")
    header_icon = "warning"
    explanation = _("Everything with a notice for readers, and every page of low certainty, the least certain first.")
    filterset_class = KindFilterSet
    columns = [NUMBER, TITLE, KIND, CERTAINTY, WordsColumn("notice", label=_("Notice")), STATE]
    spreadsheet = (
        *PLACE_SHEET,
        ("kind_label", _("Kind")),
        ("certainty_label", _("Certainty")),
        ("notice", _("Notice")),
        ("state", _("State")),
    )

    def get_queryset(self) -> list[Any]:
        return questions.uncertain()

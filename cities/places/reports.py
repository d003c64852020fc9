"""Reports on advice days for administrators, at /editor/reports/advice-days/, as tables and spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn

from cities.places.choices import AdviceAct
from cities.places.days import in_days
from cities.places.models import AdviceAccount, AdviceEntry, City
from portal.editor.reports import Report, WordsColumn


class AdviceReport(Report):
    """A list for who may read the report on advice days."""

    namespace = "places_reports"
    permission = "places.report_advice"
    header_icon = "calendar-check"


@dataclass(frozen=True)
class BalanceRow:
    """The account of a city: in words for the page, and in days as numbers for a spreadsheet."""

    city: City
    account: AdviceAccount

    def __getattr__(self, name: str) -> Any:
        """Answer `used` with words and `used_days` with a number, and likewise for the other columns."""
        column, is_number = name.removesuffix("_days"), name.endswith("_days")
        if column not in ("allowance", "committed", "used", "left"):
            raise AttributeError(name)
        half_days = getattr(self.account, column)
        return half_days / 2 if is_number else in_days(half_days)


class BalancesReport(AdviceReport):
    """What each city may have, has committed and has used."""

    name = "advice_days"
    page_title = _("Advice days by city")
    explanation = _(
        "What each focus city may have, has agreed and has used: what is used is part of what is agreed."
        " Spreadsheets count in days."
    )
    columns = [
        TitleColumn("city", label=_("City"), get_url=lambda row: reverse("city_advice", args=[row.city.slug])),
        WordsColumn("allowance", label=_("Allowance")),
        WordsColumn("committed", label=_("Agreed, used included")),
        WordsColumn("used", label=_("Used")),
        WordsColumn("left", label=_("Left")),
    ]
    spreadsheet = (
        ("city", _("City")),
        ("allowance_days", _("Allowance")),
        ("committed_days", _("Agreed, used included")),
        ("used_days", _("Used")),
        ("left_days", _("Left")),
    )

    def get_queryset(self) -> list[BalanceRow]:
        cities = City.objects.visible_to(self.request.user).filter(Q(is_focus=True) | Q(advice_account__isnull=False))
        rows = cities.select_related("advice_account").order_by("name")
        return [BalanceRow(city, getattr(city, "advice_account", None) or AdviceAccount(city=city)) for city in rows]


class EntryFilterSet(WagtailFilterSet):
    city = django_filters.ModelChoiceFilter(
        label=_("City"), field_name="account__city", queryset=City.objects.filter(advice_account__isnull=False)
    )
    act = django_filters.ChoiceFilter(label=_("What"), choices=AdviceAct.choices)

    class Meta:
        model = AdviceEntry
        fields: list[str] = []


class EntriesReport(AdviceReport):
    """Every line of the ledger."""

    name = "advice_entries"
    page_title = _("Ledger of advice days")
    explanation = _("Every line of the ledger, the newest first. Private notes are in the spreadsheets too.")
    filterset_class = EntryFilterSet
    columns = [
        TitleColumn("request", label=_("Request"), get_url=lambda entry: entry.request.get_absolute_url()),
        WordsColumn("account", label=_("City")),
        WordsColumn("get_act_display", label=_("What")),
        WordsColumn("in_days", label=_("Days"), accessor=lambda entry: in_days(entry.half_days)),
        WordsColumn("on", label=_("Date"), accessor=lambda entry: date_format(entry.on, "j F Y")),
        WordsColumn("adviser", label=_("Adviser")),
        WordsColumn("outcome", label=_("What came of it")),
        WordsColumn("recorded_by", label=_("Recorded by")),
    ]
    spreadsheet = (
        ("account", _("City")),
        ("request", _("Request")),
        ("get_act_display", _("What")),
        ("days", _("Days")),
        ("on", _("Date")),
        ("adviser", _("Adviser")),
        ("outcome", _("What came of it")),
        ("private_note", _("Private note")),
        ("corrects_on", _("Takes out the use of")),
        ("recorded_by", _("Recorded by")),
        ("recorded_at", _("Recorded")),
    )

    def get_queryset(self) -> QuerySet[AdviceEntry]:
        rows = AdviceEntry.objects.visible_to(self.request.user).order_by("-recorded_at", "-pk")
        return rows.select_related("account__city", "request__city", "adviser", "recorded_by", "corrects")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for entry in object_list:
            entry.days = entry.half_days / 2
            entry.corrects_on = entry.corrects.on if entry.corrects else None
        return object_list


REPORTS: tuple[type[AdviceReport], ...] = (BalancesReport, EntriesReport)

urlpatterns = [
    path("advice-days/", BalancesReport.as_view(), name="advice_days"),
    path("advice-days/results/", BalancesReport.as_view(results_only=True), name="advice_days_results"),
    path("advice-days/ledger/", EntriesReport.as_view(), name="advice_entries"),
    path("advice-days/ledger/results/", EntriesReport.as_view(results_only=True), name="advice_entries_results"),
]

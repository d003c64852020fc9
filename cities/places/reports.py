"""Reports on advice days for administrators, at /editor/reports/advice-days/, as tables and spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from rules import has_perm
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from cities.places.choices import AdviceAct
from cities.places.days import in_days
from cities.places.models import AdviceAccount, AdviceEntry, City
from portal.text.cells import harmless

PERMISSION = "places.report_advice"


class WordsColumn(Column):
    """A column that says its own name beside each value where the screen is too narrow for a table."""

    cell_template_name = "handbooks/editor/cell.html"


class AdviceReport(ReportView):
    """A report for who may read it. `spreadsheet` names its columns: attribute of a row, and heading."""

    name = ""
    template_name = "handbooks/editor/report.html"
    header_icon = "calendar-check"
    any_permission_required: list[str] = []
    permission_policy = None
    explanation: Any = ""
    spreadsheet: tuple[tuple[str, Any], ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_perm(PERMISSION, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def index_url_name(self) -> str:
        return f"places_reports:{self.name}"

    @property
    def index_results_url_name(self) -> str:
        return f"places_reports:{self.name}_results"

    @property
    def list_export(self) -> list[str]:
        return [attribute for attribute, _heading in self.spreadsheet]

    @property
    def export_headings(self) -> dict[str, Any]:
        return dict(self.spreadsheet)

    def get_filename(self) -> str:
        return self.name.replace("_", "-")

    def to_row_dict(self, item: Any) -> Any:
        cells = super().to_row_dict(item)
        for name, cell in cells.items():
            cells[name] = harmless(cell)
        return cells

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "explanation": self.explanation}


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
    explanation = _("What each focus city may have, has agreed and has used. Spreadsheets count in days.")
    columns = [
        TitleColumn("city", label=_("City"), get_url=lambda row: reverse("city_advice", args=[row.city.slug])),
        WordsColumn("allowance", label=_("Allowance")),
        WordsColumn("committed", label=_("Committed")),
        WordsColumn("used", label=_("Used")),
        WordsColumn("left", label=_("Left")),
    ]
    spreadsheet = (
        ("city", _("City")),
        ("allowance_days", _("Allowance")),
        ("committed_days", _("Committed")),
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

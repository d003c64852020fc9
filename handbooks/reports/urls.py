"""Addresses of the reports, below /editor/reports/handbooks/."""

from __future__ import annotations

from django.urls import path

from handbooks.reports.base import HandbooksReport
from handbooks.reports.lists import BrokenLinksReport, ProblemsReport, WatchReport
from handbooks.reports.pages import NoCounterpartReport, NoPrecedentReport, ReviewsReport, UncertainReport

app_name = "handbooks_reports"

REPORTS: tuple[type[HandbooksReport], ...] = (
    ReviewsReport,
    UncertainReport,
    ProblemsReport,
    BrokenLinksReport,
    NoPrecedentReport,
    NoCounterpartReport,
    WatchReport,
)

urlpatterns = []
for report in REPORTS:
    address = report.name.replace("_", "-")
    urlpatterns += [
        path(f"{address}/", report.as_view(), name=report.name),
        path(f"{address}/results/", report.as_view(results_only=True), name=f"{report.name}_results"),
    ]

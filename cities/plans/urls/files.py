"""Addresses of files: spreadsheets, feeds, calendars, and the import."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from cities.plans.feeds import ActionFeed, PlanFeed
from cities.plans.views import calendar, files, imports

PLAN = "cities/<slug:slug>/plan/"

urlpatterns: list[URLPattern] = [
    path("cities/<slug:slug>/plan.csv", files.plan_file, {"kind": "csv"}, name="plan_csv"),
    path("cities/<slug:slug>/plan.xlsx", files.plan_file, {"kind": "xlsx"}, name="plan_xlsx"),
    path("cities/<slug:slug>/plan.json", files.plan_file, {"kind": "json"}, name="plan_json"),
    path(f"{PLAN}import/", imports.plan_import, name="plan_import"),
    path(f"{PLAN}import/template.xlsx", imports.plan_template, name="plan_template"),
    path(f"{PLAN}import/<int:pk>/", imports.plan_import_batch, name="plan_import_batch"),
    path(f"{PLAN}feed/", require_safe(PlanFeed()), name="plan_feed"),
    path(f"{PLAN}actions/<int:pk>/feed/", require_safe(ActionFeed()), name="action_feed"),
    path(f"{PLAN}milestones.ics", calendar.plan_calendar, name="plan_calendar"),
]

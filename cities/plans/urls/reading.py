"""Addresses where a plan is read."""

from __future__ import annotations

from django.urls import URLPattern, path

from cities.plans.views import action, editions, past, plan, printing

PLAN = "cities/<slug:slug>/plan/"

urlpatterns: list[URLPattern] = [
    path(PLAN, plan.plan, name="plan"),
    path(f"{PLAN}actions/<int:pk>/", action.action, name="action"),
    path(f"{PLAN}actions/<int:pk>/updates/<int:update>/", action.update, name="plan_update"),
    path(f"{PLAN}actions/<int:pk>/history/", past.history, name="action_history"),
    path(f"{PLAN}changes/", past.changes, name="plan_changes"),
    path(f"{PLAN}evidence/<int:pk>/", action.evidence_file, name="evidence_file"),
    path(f"{PLAN}editions/", editions.editions, name="plan_editions"),
    path(f"{PLAN}editions/<int:number>/", editions.edition, name="plan_edition"),
    path(f"{PLAN}editions/<int:first>/<int:second>/", editions.compared, name="plan_compare"),
    path(f"{PLAN}print/", printing.plan_print, name="plan_print"),
    path("cities/<slug:slug>/plan.pdf", printing.plan_pdf, name="plan_pdf"),
]

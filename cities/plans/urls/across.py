"""Addresses that show all cities side by side."""

from __future__ import annotations

from django.urls import URLPattern, path

from cities.plans.views import across

urlpatterns: list[URLPattern] = [
    path("cities/progress/", across.progress, name="plans_progress"),
    path("cities/powers/", across.powers, name="powers_matrix"),
]

"""Addresses of action plans. They come before those of the cities, whose slugs would take their fixed words."""

from __future__ import annotations

from cities.plans.urls import across, editing, files, reading, telling

urlpatterns = [
    *across.urlpatterns,
    *files.urlpatterns,
    *editing.urlpatterns,
    *telling.urlpatterns,
    *reading.urlpatterns,
]

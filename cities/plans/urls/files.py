"""Addresses of files: spreadsheets, feeds, calendars, and the import."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of followers, and of the links in letters."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

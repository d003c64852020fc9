"""Reading: boards, lists of threads, threads and posts."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

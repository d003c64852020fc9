"""What one person follows, keeps and is told: levels, bookmarks, what is new, feeds."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

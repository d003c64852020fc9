"""Writing: threads, replies, edits, previews, drafts, files, mentions."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

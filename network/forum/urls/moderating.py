"""Moderation: reports, held posts, boards, people, the log, guidelines and appeals."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

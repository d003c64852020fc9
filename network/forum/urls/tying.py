"""What threads are about and what came of them: links, outcomes, asks and offers."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

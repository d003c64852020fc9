"""Addresses where a plan and its actions are changed."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses where a plan is read."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of digests and notices."""

from __future__ import annotations

from django.urls import path

from network.digests.views.unsubscribing import unsubscribe

urlpatterns = [
    path("digests/unsubscribe/<str:token>/", unsubscribe, name="digest_unsubscribe"),
]

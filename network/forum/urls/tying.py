"""What threads are about and what came of them: links, outcomes, asks and offers."""

from __future__ import annotations

from django.urls import URLPattern, path

from network.forum.views import linking

urlpatterns: list[URLPattern] = [
    path("threads/<int:pk>/links/", linking.thread_links, name="thread_links"),
]

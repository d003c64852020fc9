"""Addresses of digests and notices."""

from __future__ import annotations

from django.urls import path

from network.digests.views.browsers import browser_add, browser_remove, browsers, push_worker
from network.digests.views.noticing import notice, notices, notices_count, notices_read
from network.digests.views.previewing import digest_preview, digest_preview_html
from network.digests.views.unsubscribing import unsubscribe

urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/read/", notices_read, name="notices_read"),
    path("notices/count/", notices_count, name="notices_count"),
    path("notices/browsers/", browsers, name="browsers"),
    path("notices/browsers/add/", browser_add, name="browser_add"),
    path("notices/browsers/remove/", browser_remove, name="browser_remove"),
    path("push/worker.js", push_worker, name="push_worker"),
    path("notices/<int:pk>/", notice, name="notice"),
    path("digests/preview/", digest_preview, name="digest_preview"),
    path("digests/preview/html/", digest_preview_html, name="digest_preview_html"),
    path("digests/unsubscribe/<str:token>/", unsubscribe, name="digest_unsubscribe"),
    path("digests/unsubscribe/<str:token>", unsubscribe),  # a redirect would let the token be kept
]

"""Addresses of the portal. Django's views come before Wagtail's catch-all."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as editor_urls
from wagtail.documents import urls as document_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

from portal import health
from portal.environment import Environment
from portal.mail.provider_events import provider_events

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("healthz/live", health.live, name="health_live"),
    path("healthz/ready", health.ready, name="health_ready"),
    path("accounts/", include("portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("letters/", include("portal.mail.one_click_urls")),
    path("mail/events/<slug:provider>/", provider_events, name="provider_events"),
    path("editor/", include("portal.accounts.editor_urls")),
    path("editor/", include("handbooks.editor.page_urls")),
    path("editor/", include(editor_urls)),
    path("documents/", include(document_urls)),
    path("search/", include("portal.search.urls")),
    path("", include("cities.plans.urls")),
    path("", include("cities.places.urls")),
    path("network/events/", include("network.events.urls")),
    path("network/", include("network.forum.urls")),
    path("", include("network.digests.urls")),
    path("", include("handbooks.urls")),
    path("", include("portal.newsroom.urls")),
    path("", include("portal.home.urls")),
    path("media/", include("portal.media.urls")),
]
if settings.MAILBOX_ENABLED:
    urlpatterns.append(path("mailbox/", include("portal.mail.urls")))
if settings.STYLEGUIDE_ENABLED:
    urlpatterns.append(path("styleguide/", include("portal.styleguide_urls")))
if Environment().flag("PORTAL_BENCH"):
    urlpatterns.append(path("bench/", include("portal.bench.urls")))
# Before Wagtail's own, so that a wrong method is answered 405 and not by the check of a form's token.
urlpatterns.append(re_path(serve_pattern, csrf_exempt(serve), name="wagtail_serve"))
urlpatterns.append(path("", include(wagtail_urls)))

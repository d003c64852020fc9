"""What every template may use, without a query and without touching the session."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and address, the canonical address of this page, and the mode."""
    return {
        "SITE_NAME": settings.WAGTAIL_SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + request.path,
        "mailbox_enabled": settings.MAILBOX_ENABLED,
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }

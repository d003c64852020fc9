"""Times in the zone that a person chose; readers without an account get the portal's own."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.words.templatetags.ui import session_answers


class TimeZoneMiddleware:
    """Draw the pages of a signed-in person in their own time zone.

    Without a session cookie nobody is asked about, so that public pages do not vary by cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request)):
            return self.get_response(request)


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """Return the zone of whoever asks; None for the portal's own, also where a zone has left the database of zones."""
    if not session_answers(request) or not request.user.is_authenticated:
        return None
    try:
        return ZoneInfo(request.user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None

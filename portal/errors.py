"""The pages for what went wrong, in the portal's own language, and the hook for "the nearest pages".

Rooms add a function to NEAREST_PAGES or WITHDRAWN_PAGES in AppConfig.ready; nothing here imports a room.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import redis
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.words.parts import Link, Text

logger = logging.getLogger(__name__)

MOST_NEAREST = 6
MEBIBYTE = 1024 * 1024
MOST_DRAINED = 32
"""Mebibytes of a form that is too large, read so that its sender hears the answer."""
LONGEST_DRAIN = 10  # seconds
NEAREST_PAGES: list[Callable[[str], Sequence[Link]]] = []

# What a reader sees when even the template of the 500 page cannot be drawn.
LAST_RESORT = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Something went wrong | Resilient Cities</title></head>
<body><h1>Something went wrong</h1><p>The fault is ours and has been recorded. Please try again in a few minutes.</p>
<p><a href="/">Resilient Cities</a></p></body></html>
"""


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What is said of a page that was taken away."""

    title: Text
    withdrawn_on: date
    reason: Text
    number: str = ""
    successor: Link | None = None


WITHDRAWN_PAGES: list[Callable[[str], Withdrawn | None]] = []


def nearest_pages(path: str) -> list[Link]:
    """Return up to six pages that the reader of `path` may have meant; a finder that fails is left out."""
    found: list[Link] = []
    for find in NEAREST_PAGES:
        try:
            found.extend(find(path))
        except Exception:
            logger.exception("A finder of nearest pages failed")
    return found[:MOST_NEAREST]


def withdrawn_page(path: str) -> Withdrawn | None:
    """Return what is known of a page that was withdrawn from `path`; a finder that fails knows nothing."""
    for find in WITHDRAWN_PAGES:
        try:
            withdrawn = find(path)
        except Exception:
            logger.exception("A finder of withdrawn pages failed")
            continue
        if withdrawn is not None:
            return withdrawn
    return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request itself cannot be read."""
    return too_large(request) if isinstance(exception, RequestDataTooBig) else render(request, "400.html", status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 to a form of more than a few megabytes, once what comes of it was read and thrown away.

    A browser that is still sending when the connection is closed shows a page of its own, and not this one.
    """
    until = time.monotonic() + LONGEST_DRAIN
    with suppress(OSError):
        for _part in range(MOST_DRAINED):
            if time.monotonic() > until or not request.read(MEBIBYTE):
                break
    return render(request, "413.html", status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the page exists and this reader may not see it or do that."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or old, and say how to send it again."""
    return render(request, "403.html", {"stale_form": True}, status=403)


def not_allowed(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Answer 405 with a page: the address is right and the method is not. Source: RFC 9110 s.15.5.6"""
    response = render(request, "405.html", status=405)
    response["Allow"] = refused.headers.get("Allow", "GET, HEAD")
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 410 for a page that was withdrawn, else 404 with a search and the nearest pages."""
    withdrawn = withdrawn_page(request.path)
    if withdrawn is not None:
        return gone(request, withdrawn)
    return render(request, "404.html", {"nearest": nearest_pages(request.path)}, status=404)


def gone(request: HttpRequest, withdrawn: Withdrawn) -> HttpResponse:
    """Answer 410 for a page that was published and withdrawn."""
    return render(request, "410.html", {"withdrawn": withdrawn}, status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without the request, so that neither the session nor the database is asked again.

    A fault of Redis is a 503: pages are drawn without it, but who is signed in is known there alone.
    """
    if isinstance(sys.exc_info()[1], redis.RedisError):
        return draw("503.html", status=503)
    return draw("500.html", status=500)


def draw(template: str, *, status: int) -> HttpResponse:
    """Return a page of last resort: drawn from its template if that works, else from nothing."""
    try:
        html: str = render_to_string(template)
    except Exception:
        logger.exception("The page %s itself could not be drawn", template)
        html = LAST_RESORT
    response = HttpResponse(html, status=status)
    if status == 503:
        response["Retry-After"] = "60"
    return response

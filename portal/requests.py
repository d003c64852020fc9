"""Turns away requests that no page can answer, before they reach the database."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from portal.errors import bad_request

MOST_QUERY_CHARACTERS = 4_000


class WellFormedRequestMiddleware:
    """Answer 400 to NUL characters, broken encodings and overlong queries: PostgreSQL stores no NUL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_malformed(request):
            return bad_request(request, BadRequest())
        return self.get_response(request)


def is_malformed(request: HttpRequest) -> bool:
    """Return whether the address of `request` holds what no address of ours does."""
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path or "\ufffd" in request.path or "%00" in query or len(query) > MOST_QUERY_CHARACTERS * 3

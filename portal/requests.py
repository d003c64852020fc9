"""Turns away requests that no page can answer, before they reach the database."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.datastructures import MultiValueDictKeyError

from portal.errors import bad_request, not_allowed

logger = logging.getLogger(__name__)

MOST_QUERY_CHARACTERS = 4_000
EDITOR = "/editor/"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class WellFormedRequestMiddleware:
    """Answer 400 to NUL characters, broken encodings and overlong queries: PostgreSQL stores no NUL.

    Answer 405 to methods that no address takes, before the check of a form's token would answer 403. The editor's
    pages take a few more, from scripts of theirs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_malformed(request):
            return bad_request(request, BadRequest())
        if request.method not in METHODS and not request.path_info.startswith(EDITOR):
            return not_allowed(request, HttpResponseNotAllowed(METHODS))
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 400 to an editor's form that no browser sends: Wagtail reads such a form without checking it."""
        crafted = isinstance(exception, MultiValueDictKeyError | ValueError)
        if crafted and request.method == "POST" and request.path_info.startswith(EDITOR):
            logger.warning("A form of the editor could not be read", exc_info=exception)
            return bad_request(request, exception)
        return None


def is_malformed(request: HttpRequest) -> bool:
    """Return whether the address of `request` holds what no address of ours does."""
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path or "\ufffd" in request.path or "%00" in query or len(query) > MOST_QUERY_CHARACTERS * 3

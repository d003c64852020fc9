"""Rests signing in while attempts cannot be counted: a limit that nobody counts stops no guessing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.caching import cache_answers
from portal.errors import draw

# Below it passwords, codes and passkeys are checked, and letters asked for.
COUNTED = "/accounts/"


class RestingMiddleware:
    """Answer 503 to a form of an account, before anything in it is looked at, while the cache does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path_info.startswith(COUNTED) and not cache_answers():
            return draw("503.html", status=503)
        return self.get_response(request)

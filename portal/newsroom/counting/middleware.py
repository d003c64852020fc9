"""Counts reads, also of pages that were kept: it stands outside of what keeps them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.newsroom.counting.reads import slug_read
from portal.newsroom.counting.store import reads


class ReadCountMiddleware:
    """Count an article that was sent, once the server has sent it: the reader waits for nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith("/news/") and (slug := slug_read(request, response)):
            response._resource_closers.append(lambda: reads().add(slug))  # type: ignore[attr-defined]
        return response

"""The outermost middleware: answers readers with kept pages, and keeps the pages that others draw."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.pagecache.addresses import is_file, is_personal, known_hosts, page_name
from portal.pagecache.memory import Memory
from portal.pagecache.pages import KeptPage, keep_private, may_be_kept
from portal.pagecache.release import release
from portal.pagecache.shared import shared_store


class PageCacheMiddleware:
    """Answer from a kept page where one is kept and still true.

    The generation is read before a page is drawn and is part of its key: a page drawn while another
    process publishes is kept under the generation before, where nobody looks any more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE_ENABLED:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.hosts = known_hosts()
        self.release = release()
        self.memory = Memory()
        self.shared = shared_store()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = page_name(request, self.hosts)
        generation = self.shared.generation() if name else None
        if generation is None:
            return self._drawn(request)
        key = f"pages:{generation}:{self.release}:{name}"
        page = self._kept(key)
        return page.answer(request) if page else self._drawn_and_kept(request, key)

    def _kept(self, key: str) -> KeptPage | None:
        """Return a page that is kept here or by another process, if it is not too old."""
        page = self.memory.get(key)
        if page and page.is_fresh:
            return page
        page = self.shared.get(key)
        if page and page.is_fresh:
            self.memory.put(key, page)
            return page
        return None

    def _drawn(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return keep_private(response) if is_personal(request) and not is_file(request) else response

    def _drawn_and_kept(self, request: HttpRequest, key: str) -> HttpResponseBase:
        made_at = time.time()
        response = self.get_response(request)
        if request.method != "GET" or not may_be_kept(response):
            return response
        page = KeptPage.of(response, made_at=made_at)
        self.memory.put(key, page)
        self.shared.put(key, page)
        return page.answer(request)

"""A page cache of its own for each test, and a view to put behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.pagecache.middleware import PageCacheMiddleware
from portal.pagecache.shared import shared_store

HOST = "localhost:8000"


@pytest.fixture(autouse=True)
def kept_pages(settings) -> Iterator[None]:
    """Switch the page cache on, and leave nothing of a test behind for the next."""
    settings.PAGE_CACHE_ENABLED = True
    settings.SITE_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", ".example.org", "testserver"]
    shared_store.cache_clear()
    shared_store().raise_generation()
    yield
    shared_store().raise_generation()
    shared_store.cache_clear()


@pytest.fixture
def reader() -> Client:
    """Return a visitor without a session."""
    return Client(headers={"host": HOST})


class Site:
    """A page cache before a view that counts how often it is asked."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponse] | None = None) -> None:
        self.drawn = 0
        self.view = view or (lambda request: HttpResponse(f"<p>Drawn {self.drawn} times.</p>"))
        self.middleware = PageCacheMiddleware(self._count)

    def _count(self, request: HttpRequest) -> HttpResponse:
        self.drawn += 1
        return self.view(request)

    def ask(self, path: str = "/about/", method: str = "GET", **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in {"host": HOST, **headers}.items()}
        return self.middleware(RequestFactory().generic(method, path, headers=named))

    def keeps(self, path: str = "/about/", method: str = "GET", **headers: str) -> bool:
        """Return whether asking twice draws once."""
        before = self.drawn
        self.ask(path, method, **headers)
        self.ask(path, method, **headers)
        return self.drawn == before + 1


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Return a context in which what waits for the commit is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def stale(commit):
    """Return a function that says whether an act makes kept pages stale."""

    def after(act) -> bool:
        before = shared_store().generation()
        with commit():
            act()
        return shared_store().generation() != before

    return after

"""Which requests may be answered with a kept page: an allow-list, so that a new address is never kept by accident."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from portal.words.nations import Nation

# Wagtail's public pages. A feed and a download are below /handbooks/ and no pages.
PAGES = r"(?:about|accessibility|contact|handbooks|privacy)/(?:(?!feed/|download/)[^/]+/)*"
# The newsroom: its front, articles, narrative, authors, archive and coverage, but no feed, draft or picture.
NEWS = r"news/(?:(?!feed/|preview/|cards/)[^/]+/)*"
# The forum as everybody reads it: its lists, boards and threads. Nobody without a session gets one that is not public.
NO_BOARDS = (
    *("appeal", "asks", "bookmarks", "calendar", "drafts", "events", "feed", "feeds", "files", "following"),
    *("guidelines", "matches", "mine", "moderation", "new", "offers", "outcomes", "people", "posts", "preview"),
    *("questions", "tags", "threads", "unanswered", "users", "write"),
)
FORUM = rf"network/(?:(?!(?:{'|'.join(NO_BOARDS)})/)[\w-]+/(?:\d+-[\w-]+/)?)?"
PUBLIC = re.compile(rf"/(?:{PAGES}|{NEWS}|{FORUM})?")
QUERIES = frozenset({"", *(f"nation={nation}" for nation in Nation.values)})
METHODS = frozenset({"GET", "HEAD"})
# Whoever sends one of these may be shown something of their own.
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, "messages"})


def is_public(request: HttpRequest) -> bool:
    """Return whether the address of `request` is that of a page which readers share."""
    return PUBLIC.fullmatch(request.path_info) is not None


def is_personal(request: HttpRequest) -> bool:
    """Return whether the answer may be meant for this reader alone."""
    return "HTTP_COOKIE" in request.META and not PERSONAL_COOKIES.isdisjoint(request.COOKIES)


def is_file(request: HttpRequest) -> bool:
    """Return whether the address is that of a file which is the same for everybody and says itself how long."""
    return request.path_info.startswith((settings.STATIC_URL, settings.MEDIA_URL))


def page_name(request: HttpRequest, hosts: Iterable[str]) -> str | None:
    """Return the name under which the page of `request` is kept, or None when it never is.

    The host is part of it, because a page may print its own address. Only `hosts` are taken, or a
    visitor could fill the store with the same page under 65,535 ports.
    """
    query = request.META.get("QUERY_STRING", "")
    if request.method not in METHODS or query not in QUERIES or not is_public(request) or is_personal(request):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    return f"{request.scheme}://{host}{request.path}?{query}" if host in hosts else None


def known_hosts() -> frozenset[str]:
    """Return the hosts this portal is reached by: SITE_URL's, and each allowed name with the same port."""
    site = urlsplit(settings.SITE_URL)
    port = f":{site.port}" if site.port else ""
    names = (name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*")))
    return frozenset({site.netloc, *(f"{name}{port}" for name in names)})

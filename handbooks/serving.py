"""Finds a page of the tree by its address in one query and serves it through Wagtail's own hooks.

Wagtail walks the tree a level at a time: twelve queries before any content. Addresses below the home page
are stored whole (`url_path`), so one query with every page type joined does the same work.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page, Site
from wagtail.views import serve_chain
from wagtail.wagtail_hooks import check_view_restrictions

from handbooks.querysets import unrestricted_q

KINDS = {
    1: ("handbookspage",),
    2: ("handbookpage", "precedentindexpage", "glossarypage", "alphabetpage"),
    3: ("themepage", "precedentpage"),
    4: ("entrypage",),
}
"""Page types by how many parts their address has, so that only those are joined."""

Kinds = Mapping[int, tuple[str, ...]]


def live_page(path: str, kinds_at: Kinds = KINDS) -> Page:
    """Return the live page at `path` (no slash in front, one at the end) as its own type.

    `is_open` says that no restriction applies to it. Raises Http404.
    """
    roots = Site.get_site_root_paths()
    kinds = kinds_at.get(path.count("/"))
    if not (roots and kinds):
        raise Http404
    page = (
        Page.objects.filter(url_path=roots[0].root_path + path, live=True)
        .select_related(*kinds)
        .annotate(is_open=unrestricted_q())
        .first()
    )
    if page is None:
        raise Http404
    specific = next((getattr(page, kind) for kind in kinds if hasattr(page, kind)), None)
    if specific is None:
        raise Http404
    specific.is_open = page.is_open and page.alias_of_id is None
    return specific


def serve(request: HttpRequest, path: str, kinds_at: Kinds = KINDS) -> HttpResponse:
    """Serve the page at `path`, one of the kinds of its depth.

    Every hook runs; the check of restrictions only where there is one.
    """
    page = live_page(path, kinds_at)
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    chain = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        if wrap is not check_view_restrictions or not page.is_open:
            chain = wrap(chain)
    return chain(page, request, [], {})

"""The pages of the tree below `/news/`: articles, and the narrative."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from handbooks.serving import serve

KINDS = {
    1: ("newspage",),
    2: ("articlepage", "narrativepage"),
    3: ("principlepage",),
}
"""Page types by how many parts their address has."""
FILTERS = ("theme", "city", "month", "author")


def page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page below `/news/`. A filter of the front leads to the archive, which knows it."""
    if not path and request.method in ("GET", "HEAD") and not request.GET.keys().isdisjoint(FILTERS):
        return HttpResponseRedirect(f"{reverse('news_archive')}?{request.GET.urlencode()}")
    return serve(request, f"news/{path}", KINDS)

"""The pages of the tree below `/news/`: articles, and the narrative."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from handbooks.serving import serve

KINDS = {
    1: ("newspage",),
    2: ("articlepage", "narrativepage"),
    3: ("principlepage",),
}
"""Page types by how many parts their address has."""


def page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page below `/news/`."""
    return serve(request, f"news/{path}", KINDS)

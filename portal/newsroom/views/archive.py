"""The archive of articles."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.newsroom.reading.archive import Archive, known_slugs


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List the articles that the address asks for. Only the page that asks for nothing is for search engines."""
    return render(request, "newsroom/archive.html", {"reading": Archive(request.GET)})


@require_safe
def filtered(request: HttpRequest, kind: str = "", slug: str = "") -> HttpResponse:
    """Lead from the address above a feed to the articles that it tells. Raises Http404 for one that there is not."""
    if slug not in known_slugs(kind):
        raise Http404
    return redirect(reverse("news_archive", query={kind: slug} if kind else None), permanent=True)

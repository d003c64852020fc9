"""The archive of articles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.newsroom.reading.archive import Archive


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List the articles that the address asks for. Only the page that asks for nothing is for search engines."""
    return render(request, "newsroom/archive.html", {"reading": Archive(request.GET)})

"""What outlets printed about the programme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.newsroom.reading.coverage_page import CoveragePage


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """List the coverage that the address asks for. Only the page that asks for nothing is for search engines."""
    return render(request, "newsroom/coverage.html", {"reading": CoveragePage(request.GET)})

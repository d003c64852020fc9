"""The people whose names stand over articles."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.newsroom.models import Author
from portal.newsroom.reading.author import AuthorReading


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author of an article that everybody reads."""
    found = Author.objects.visible_to(request.user).filter(slug=slug).order_by("locale").first()
    if found is None:
        raise Http404
    return render(request, "newsroom/author.html", {"author": found, "reading": AuthorReading(found, request)})

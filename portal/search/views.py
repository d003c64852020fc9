"""The search page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handbooks.reading.nation import to_nation_of_city
from portal.search.forms import Request, read_request
from portal.search.results import Results
from portal.search.searching import search_passages
from portal.search.ways_in import ways_in
from portal.words.parts import Link
from portal.words.templatetags.ui import has_session


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Answer a search, or an empty one with ways in."""
    if elsewhere := to_nation_of_city(request):
        return elsewhere
    asked = read_request(request.GET)
    reader = request.user if has_session(request) else AnonymousUser()
    found = search_passages(reader, asked.asked, asked.filters, asked.page)
    status = 503 if found.took_too_long else 200
    return render(request, "search/results.html", page_context(asked, found), status=status)


def page_context(asked: Request, found: Results) -> dict[str, Any]:
    """Return what the page needs beyond the results: what its forms keep, and its ways out."""
    filters = asked.filters.as_query()
    words = {"q": asked.asked.text} if asked.asked.text else {}
    everywhere = {**words, **asked.filters.without("nation").as_query()}
    return {
        "asked": asked.asked,
        "found": found,
        "crumbs": [Link(title=_("Home"), url="/"), Link(title=_("Search"))],
        "ways": None if found.items or found.without_filters.number else ways_in(asked.filters.nation),
        "notes": asked.notes,
        "keep_filters": list(filters.items()),
        "keep_words": list(words.items()),
        "all_url": f"?{urlencode(words)}" if filters and words else "",
        "everywhere_url": f"?{urlencode(everywhere)}",
        "suggested": [(text, f"?{urlencode({'q': text, **filters})}") for text in found.suggestions],
    }

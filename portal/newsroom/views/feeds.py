"""Feeds of articles, in two forms, and the news sitemap."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from portal.newsroom.reading.archive import known_slugs
from portal.newsroom.reading.feed_forms import atom, json_feed
from portal.newsroom.reading.feeds import Document, NewsFeed, document_of
from portal.newsroom.reading.news_sitemap import news_sitemap

FRESHNESS = "public, max-age=0, must-revalidate"
FORMS: dict[str, tuple[Callable[[NewsFeed], str], str]] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json; charset=utf-8"),
}


@require_safe
def feed(request: HttpRequest, form: str, kind: str = "", slug: str = "") -> HttpResponse:
    """Tell the latest articles of all, of a theme or of a city. Raises Http404 for one that there is not."""
    if slug not in known_slugs(kind):
        raise Http404
    write, content_type = FORMS[form]
    return answered(request, document_of(kind, slug, form, write), content_type)


def answered(request: HttpRequest, document: Document, content_type: str) -> HttpResponse:
    """Answer a document; whoever has it as it is gets 304, told by its tag alone. Source: RFC 9110 s.13

    No day tells whether it changed: what is withdrawn makes the newest article of a feed an older one.
    """
    response = HttpResponse(document.text, content_type=content_type)
    response["ETag"] = document.tag
    response["Cache-Control"] = FRESHNESS
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=document.tag, response=response) or response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Tell search engines of the articles of the last two days."""
    return HttpResponse(news_sitemap(), content_type="application/xml; charset=utf-8")

"""What Wagtail's own pages may not delete, one by one or several at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Revision

from portal.newsroom.models import ArticlePage, Author, Coverage, Outlet

MOST_NAMED = 5


def guard_deletion(request: HttpRequest, things: Iterable[Any]) -> HttpResponse | None:
    """Keep authors whose names stand over articles, drafts and earlier versions too, and outlets that have coverage."""
    for thing in things:
        words = keeps_author(thing) if isinstance(thing, Author) else keeps_outlet(thing)
        if words:
            messages.error(request, words)
            return redirect(thing.snippet_viewset.get_url_name("edit"), thing.pk)
    return None


def keeps_author(author: Author) -> str:
    """Say which articles keep an author; nothing where none does."""
    titles = articles_of(author)
    if not titles:
        return ""
    return _(
        "“%(name)s” stays: the name stands over %(articles)s, or over an earlier version of it."
        " Put another author there first, or change the name and what is said about them."
    ) % {"name": author, "articles": get_text_list(titles, _("and"))}


def articles_of(author: Author) -> list[str]:
    """Return the titles of some articles with this author, in what readers see, a draft or an earlier version.

    A version whose author were gone could not be opened any more.
    """
    versions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(ArticlePage),
        content__bylines__contains=[{"author": author.pk}],
    )
    pages = [int(pk) for pk in versions.order_by().values_list("object_id", flat=True).distinct()]
    named = ArticlePage.objects.filter(bylines__author=author) | ArticlePage.objects.filter(pk__in=pages)
    titles = named.order_by("-latest_revision_created_at").distinct().values_list("draft_title", flat=True)
    return [f"“{Truncator(title).chars(80)}”" for title in titles[:MOST_NAMED]]


def keeps_outlet(outlet: Any) -> str:
    """Say that coverage keeps an outlet; nothing where none does, and for what is no outlet."""
    if not isinstance(outlet, Outlet) or not Coverage.objects.filter(outlet=outlet).exists():
        return ""
    return _("“%(name)s” stays: there is coverage of it. Delete that first, or change the outlet's name.") % {
        "name": outlet
    }

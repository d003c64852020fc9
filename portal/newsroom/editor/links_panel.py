"""What the form of an article says of its secret links."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rules import has_perm

from portal.newsroom.models import ArticlePage


def links_of(page: ArticlePage, user: Any) -> dict[str, Any]:
    """Return how many links are open and where they are kept, for whoever may know."""
    may = has_perm("newsroom.preview", user, page)
    return {
        "open_links": page.preview_links.open().count() if may else 0,
        "links_url": reverse("newsroom_previews", args=[page.pk]) if may else "",
    }

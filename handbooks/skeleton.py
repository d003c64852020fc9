"""The pages that every address hangs from: they keep their slugs and are never moved, withdrawn or deleted.

Foundations makes them. They are told by their type, and the four standard pages by their slug, so that
nothing here imports `portal.home`, which is a higher room.
"""

from __future__ import annotations

from wagtail.models import Page

RESERVED_SLUGS = frozenset(
    {
        *("archive", "authors", "cards", "changes", "cite", "coverage", "download", "editions", "events", "feed"),
        *("new", "people", "preview", "report", "themes"),
    }
)
"""Slugs whose addresses belong to Django's views."""

SKELETON_TYPES = frozenset(
    {
        "home.homepage",
        "handbooks.handbookspage",
        "handbooks.handbookpage",
        "handbooks.precedentindexpage",
        "handbooks.glossarypage",
        "handbooks.alphabetpage",
        "newsroom.newspage",
        "newsroom.narrativepage",
    }
)
STANDARD_TYPE = "home.standardpage"
STANDARD_SLUGS = frozenset({"about", "accessibility", "contact", "privacy"})
STANDARD_DEPTH = 3


def is_skeleton(page: Page) -> bool:
    """Return whether `page` is part of the skeleton. A page that is not saved yet never is."""
    if page.pk is None:
        return False
    kind = page.cached_content_type
    label = f"{kind.app_label}.{kind.model}"
    if label == STANDARD_TYPE:
        return page.depth == STANDARD_DEPTH and page.slug in STANDARD_SLUGS
    return label in SKELETON_TYPES

"""Words of titles."""

from __future__ import annotations

from django.utils.text import slugify


def slug_of(title: str) -> str:
    """Return words of a title for an address. A key decides; the words are for people."""
    return slugify(title)[:60].strip("-") or "thread"

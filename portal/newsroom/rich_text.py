"""Rich texts that are expanded together, so that the pages that they link to cost one query."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.rich_text import expand_db_html

BETWEEN = "\x1e"
"""Stands between texts while their links are read: the character that separates records. In a text it says nothing."""


def expanded_together(texts: Iterable[str]) -> list[str]:
    """Return stored texts as HTML with addresses in their links, one for each; what they hold is not cleaned."""
    sources = [text.replace(BETWEEN, "") for text in texts]
    return expand_db_html(BETWEEN.join(sources)).split(BETWEEN) if sources else []

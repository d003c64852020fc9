"""Stored rich texts as HTML: many together, so that the pages that they link to cost one query.

None leads to a page that not everybody may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import extract_attrs

from handbooks.page_links import key_of, opening

BETWEEN = "\x1e"
"""Stands between texts while their links are read: the character that separates records. In a text it says nothing."""
ANCHOR = re.compile(r"<a\b([^>]*)>")


def expanded_together(texts: Iterable[str]) -> list[str]:
    """Return stored texts as HTML with addresses in their links, one for each; what they hold is not cleaned."""
    sources = [text.replace(BETWEEN, "") for text in texts]
    return expand_db_html(BETWEEN.join(sources)).split(BETWEEN) if sources else []


def page_links(text: str) -> Iterator[int]:
    """Yield the keys of the pages of the portal that a stored text links to."""
    for found in ANCHOR.finditer(text):
        attributes = extract_attrs(found[1])
        if attributes.get("linktype") == "page":
            yield key_of(attributes)


def with_addresses(text: str, addresses: Mapping[int, str]) -> str:
    """Return a stored text with the addresses of the pages that it links to; a page that has none here is no link."""

    def link(found: re.Match[str]) -> str:
        if extract_attrs(found[1]).get("linktype") != "page":
            return found[0]
        return opening(addresses.get(next(page_links(found[0]), 0), ""))

    return ANCHOR.sub(link, text)

"""Stored rich texts as HTML: many together, so that the pages that they link to cost one query.

None leads to a page that not everybody may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from django.db.models import Q
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import extract_attrs

from handbooks.querysets import unrestricted_q
from handbooks.reading.addresses import address
from portal.newsroom.querysets import not_expired

BETWEEN = "\x1e"
"""Stands between texts while their links are read: the character that separates records. In a text it says nothing."""
ANCHOR = re.compile(r"<a\b([^>]*)>")
KEY = re.compile(r"[0-9]{1,9}", re.ASCII)


def expanded_together(texts: Iterable[str]) -> list[str]:
    """Return stored texts as HTML with addresses in their links, one for each; what they hold is not cleaned."""
    sources = [text.replace(BETWEEN, "") for text in texts]
    return expand_db_html(BETWEEN.join(sources)).split(BETWEEN) if sources else []


def open_to_all() -> Q:
    """Match the pages that everybody may be sent to."""
    return unrestricted_q() & Q(live=True) & not_expired()


def linked_addresses(texts: Iterable[str]) -> dict[int, str]:
    """Return the addresses of the pages that stored texts link to and everybody may read, in one query at most."""
    keys = {key for text in texts for key in page_links(text)}
    found = Page.objects.filter(open_to_all(), pk__in=keys, depth__gt=1).values_list("pk", "url_path")
    return {pk: address(path) for pk, path in found} if keys else {}


def page_links(text: str) -> Iterator[int]:
    """Yield the keys of the pages of the portal that a stored text links to."""
    for found in ANCHOR.finditer(text):
        attributes = extract_attrs(found[1])
        if attributes.get("linktype") == "page" and KEY.fullmatch(attributes.get("id", "")):
            yield int(attributes["id"])


def with_addresses(text: str, addresses: Mapping[int, str]) -> str:
    """Return a stored text with the addresses of the pages that it links to; a page that has none here is no link."""

    def link(found: re.Match[str]) -> str:
        if extract_attrs(found[1]).get("linktype") != "page":
            return found[0]
        url = addresses.get(next(page_links(found[0]), 0), "")
        return f'<a href="{escape(url)}">' if url else "<a>"

    return ANCHOR.sub(link, text)

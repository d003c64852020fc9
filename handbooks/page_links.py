"""Links from rich texts to pages of the portal: none leads to a page that not everybody may read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from handbooks.querysets import open_to_all
from handbooks.reading.addresses import address

LONGEST_KEY = 9
"""Digits: a longer number is no key, and PostgreSQL would not read it."""


class ReadablePageLinks(PageLinkHandler):
    """Opens the links of any rich text; of a link to a draft, a withdrawn or a restricted page only the words stay."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        keys = [key_of(attributes) for attributes in attrs_list]
        found = readable_addresses(filter(None, keys))
        return [opening(found.get(key, "")) for key in keys]


def key_of(attributes: dict[str, Any]) -> int:
    """Return the key of the page that a link names, or 0 where it names none."""
    text = str(attributes.get("id", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0


def readable_addresses(keys: Iterable[int]) -> dict[int, str]:
    """Return the addresses of those of the pages that everybody may read, in one query at most."""
    wanted = set(keys)
    found = Page.objects.filter(open_to_all(), pk__in=wanted, depth__gt=1).values_list("pk", "url_path")
    return {pk: address(path) for pk, path in found} if wanted else {}


def opening(url: str) -> str:
    """Return the opening tag of a link to `url`; of one that leads nowhere without it."""
    return f'<a href="{escape(url)}">' if url else "<a>"

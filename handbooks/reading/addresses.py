"""Addresses of pages, without a query: the portal has one site, and its home page is the root."""

from __future__ import annotations

from typing import Protocol

from portal.words.audiences import Audience


class Addressed(Protocol):
    """Anything with a tree address."""

    url_path: str


def address(url_path: str) -> str:
    """Return the public address of a page from its place in the tree: `/home/about/` is `/about/`."""
    return "/" + url_path.split("/", 2)[2]


def address_of(page: Addressed) -> str:
    return address(page.url_path)


def entry_number(audience: str, theme_number: int | None, item_number: int | None) -> str:
    """Return the citable number of an entry from its parts; empty for a draft."""
    return f"{Audience(audience).prefix} {theme_number}.{item_number}" if item_number is not None else ""


def precedent_number(item_number: int | None) -> str:
    """Return the citable number of a precedent; empty for a draft."""
    return f"P {item_number}" if item_number is not None else ""


def short_address(number: str) -> str:
    """Return the short address that a citation prints: LG 3.2 is at `/lg/3.2/`, P 14 at `/p/14/`."""
    series, _, rest = number.partition(" ")
    return f"/{series.lower()}/{rest}/"

"""What stands in the feed of an outlet: RSS 2.0, Atom or RDF. Nothing of it is trusted.

No entity is unfolded and no file is read. Items are taken one by one, so that a feed of ten thousand costs no more
than the first few hundred, and what is nested without end is refused before it has ended.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from portal.newsroom.addresses import is_plain
from portal.newsroom.metadata import LONGEST_HEADLINE, clean, day_in

MOST_ITEMS = 500
DEEPEST = 50
MOST_ELEMENTS = 200_000
LONGEST_EXCERPT, LONGEST_ADDRESS = 400, 500
ROOTS = {"rss", "rdf", "feed"}
ITEMS = {"item", "entry"}
DAYS = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
TEXTS = ("description", "summary", "content", "encoded")
MEDIA = "search.yahoo.com/mrss"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


class NoFeed(Exception):
    """What was found is no feed that can be read. Its text says why."""


@dataclass(frozen=True)
class Item:
    """One item of a feed, cleaned. `url` leads out; `printed_on` is None where no day is written."""

    url: str
    headline: str
    printed_on: date | None
    excerpt: str = ""


def items_of(feed: bytes, address: str, *, today: date | None = None) -> list[Item]:
    """Return the items of a feed in its order, so many at most, without those that lead nowhere. Raises NoFeed."""
    try:
        return list(read(feed, address, today))
    except DefusedXmlException as error:
        raise NoFeed(_("It has entities, which feeds do not need and which are not unfolded")) from error
    except ParseError as error:
        raise NoFeed(_("Its XML is broken in line %(line)s") % {"line": error.position[0]}) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise NoFeed(_("Its XML is broken")) from error


def read(feed: bytes, address: str, today: date | None) -> Iterator[Item]:
    depth = count = elements = 0
    for event, element in iterparse(io.BytesIO(feed), events=("start", "end")):
        if event == "start":
            depth, elements = depth + 1, elements + 1
            if depth == 1:
                check_root(element)
                address = urljoin(address, element.get(XML_BASE, ""))
            if depth > DEEPEST or elements > MOST_ELEMENTS:
                raise NoFeed(_("It is nested too deeply or has too many parts"))
            continue
        depth -= 1
        if local(element.tag) in ITEMS:
            item = item_of(element, address, today)
            element.clear()
            count += 1
            if item is not None:
                yield item
            if count >= MOST_ITEMS:
                return


def check_root(element: Element) -> None:
    if local(element.tag) not in ROOTS:
        raise NoFeed(_("It is no feed: neither RSS nor Atom"))


def local(tag: Any) -> str:
    """Return the name of an element without its namespace, in small letters."""
    return str(tag).rpartition("}")[2].lower()


def item_of(element: Element, address: str, today: date | None) -> Item | None:
    """Return an item, or None where it has no headline or leads to no page of the web."""
    said: dict[str, str] = {}
    for child in element:
        if MEDIA not in str(child.tag):  # its titles are those of pictures
            said.setdefault(local(child.tag), "".join(child.itertext())[:20_000])
    url = link_of(element, said, urljoin(address, element.get(XML_BASE, "")))
    headline = clean(said.get("title"), LONGEST_HEADLINE)
    if not url or not headline:
        return None
    excerpt = next((text for name in TEXTS if (text := clean(said.get(name), LONGEST_EXCERPT))), "")
    days = (day_of(said[name], today) for name in DAYS if name in said)
    return Item(url, headline, next((day for day in days if day), None), excerpt)


def link_of(element: Element, said: dict[str, str], base: str) -> str:
    """Return where an item leads: the link of RSS, the alternate one of Atom, or an identity that is an address."""
    written = [
        child.get("href") or child.text or ""
        for child in element
        if local(child.tag) == "link" and child.get("rel", "alternate") == "alternate"
    ]
    guid = said.get("guid", "").strip()
    for link in [*written, guid if guid.startswith(("http://", "https://")) else ""]:
        url = whole(link.strip(), base)
        if url:
            return url
    return ""


def whole(link: str, base: str) -> str:
    """Return a link of a feed as an address of the web, or nothing."""
    try:
        url = clean(urljoin(base, link), LONGEST_ADDRESS + 1) if link else ""
    except ValueError:
        return ""
    return url if is_plain(url, "http", "https") and " " not in url and len(url) <= LONGEST_ADDRESS else ""


def day_of(text: str, today: date | None) -> date | None:
    """Return the day that RSS or Atom writes. Source: RFC 5322, RFC 3339"""
    text = text.strip()[:60]
    try:
        return day_in(parsedate_to_datetime(text).isoformat(), today)
    except (ValueError, TypeError, OverflowError, IndexError):
        return day_in(text, today)

"""The two forms of a feed: Atom and JSON Feed. Source: RFC 4287; https://www.jsonfeed.org/version/1.1/"""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

from portal.newsroom.reading.feeds import FeedItem, NewsFeed
from portal.words.site import LANGUAGE, LICENCE_ADDRESS, NAME

ATOM = "http://www.w3.org/2005/Atom"
Attributes = dict[str, str]


def atom(feed: NewsFeed) -> str:
    """Return a feed as an Atom document."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    begin(xml, "feed", {"xmlns": ATOM, "xml:lang": LANGUAGE})
    element(xml, "id", feed.id)
    element(xml, "title", feed.title)
    element(xml, "subtitle", feed.subtitle)
    element(xml, "updated", stamp(feed.updated))
    element(xml, "author", parts={"name": NAME})
    link(xml, "self", feed.atom, "application/atom+xml")
    link(xml, "alternate", feed.page, "text/html")
    link(xml, "license", LICENCE_ADDRESS)
    for item in feed.items:
        entry(xml, item)
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue()


def entry(xml: SimplerXMLGenerator, item: FeedItem) -> None:
    """Write one article. One without an author has that of the feed. Source: RFC 4287 s.4.2.1"""
    begin(xml, "entry")
    element(xml, "id", item.id)
    element(xml, "title", item.title)
    element(xml, "published", stamp(item.published))
    element(xml, "updated", stamp(item.updated))
    for author in item.authors:
        element(xml, "author", parts={"name": author.name, "uri": author.url})
    link(xml, "alternate", item.url, "text/html")
    link(xml, "enclosure", item.image, "image/png")
    if item.first_ran_at:
        link(xml, "canonical", item.first_ran_at)
    for name in item.categories:
        element(xml, "category", attributes={"term": name})
    element(xml, "summary", item.summary)
    if item.content:
        element(xml, "content", item.content, attributes={"type": "html"})
    xml.endElement("entry")


def begin(xml: SimplerXMLGenerator, name: str, attributes: Attributes | None = None) -> None:
    xml.startElement(name, AttributesImpl(attributes or {}))


def element(
    xml: SimplerXMLGenerator,
    name: str,
    text: str = "",
    *,
    attributes: Attributes | None = None,
    parts: dict[str, str] | None = None,
) -> None:
    begin(xml, name, attributes)
    for part, value in (parts or {}).items():
        element(xml, part, value)
    if text:
        xml.characters(text)
    xml.endElement(name)


def link(xml: SimplerXMLGenerator, relation: str, address: str, kind: str = "") -> None:
    element(xml, "link", attributes={"rel": relation, "href": address, **({"type": kind} if kind else {})})


def stamp(at: datetime) -> str:
    return at.isoformat()


def json_feed(feed: NewsFeed) -> str:
    """Return a feed as a JSON Feed document."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.json,
        "description": feed.subtitle,
        "language": LANGUAGE,
        "authors": [{"name": NAME}],
        "items": [json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False)


def json_item(item: FeedItem) -> dict[str, Any]:
    """Return one article. Where it first ran is `external_url`, which sends readers there too."""
    told: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content or item.summary,
        "image": item.image,
        "date_published": stamp(item.published),
        "date_modified": stamp(item.updated),
        "tags": list(item.categories),
        "language": LANGUAGE,
    }
    if item.authors:
        told["authors"] = [{"name": author.name, "url": author.url} for author in item.authors]
    if item.first_ran_at:
        told["external_url"] = item.first_ran_at
    return told

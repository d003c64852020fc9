"""What a page of an outlet says about itself: headline, day, the name of who printed it. Nothing of it is trusted.

Read from JSON-LD, Open Graph, other metadata, the title, and the first time that is marked, in this order. Pages say
what they like, in any size: what is read is bounded before it is parsed, and cleaned after.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from portal.newsroom.choices import EARLIEST
from portal.text.cutting import at_a_word
from portal.text.hidden import one_line, storable

MOST_READ = 600_000
"""Characters of a page: its head stands first."""
MOST_VALUES = 2_000
MOST_OF_A_VALUE = 2_000
MOST_JSON = 200_000
MOST_SCRIPTS = 20
DEEPEST, MOST_NODES = 8, 2_000
LONGEST_HEADLINE, LONGEST_NAME = 250, 120
ARTICLES = ("article", "report", "blogposting", "liveblogposting")
"""Kinds of JSON-LD that are something printed end with these."""
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
ENCODINGS = frozenset(
    (
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
        *(f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17))),
        *("cp866", "cp874", *(f"cp{page}" for page in range(1250, 1259))),
        *("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "cp932"),
        *("euc_kr", "cp949"),
    )
)
"""By Python's names, those of the Encoding Standard: others can take a long time for what is not written in them."""
TAGS = re.compile(r"<[^<>]{0,500}>")
HEADLINES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "title")
DAYS = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued"),
    *("dcterms.created", "dcterms.date", "parsely-pub-date", "pubdate", "publish-date", "sailthru.date"),
)
NAMES = ("og:site_name", "application-name", "dc.publisher")


@dataclass(frozen=True)
class Metadata:
    """What was found; empty where nothing was. `address` is the one that the page itself gives, on any host."""

    headline: str = ""
    printed_on: date | None = None
    outlet: str = ""
    address: str = ""


def metadata_of(page: bytes, charset: str = "", *, today: date | None = None) -> Metadata:
    """Return what a page says about itself. Raises nothing, whatever it holds."""
    found = Found()
    with suppress(AssertionError, ValueError):  # what HTMLParser makes of some broken declarations
        found.feed(decoded(page, charset)[:MOST_READ])  # not closed: what is left open would be read over and over
    described = [item for script in found.scripts for item in printed_things(script)]
    headlines = [*(item.get("headline") or item.get("name") for item in described), *found.of(HEADLINES), found.title]
    days = [*(item.get("datePublished") or item.get("dateCreated") for item in described), *found.of(DAYS)]
    names = [*(name_in(item.get("publisher")) for item in described), *found.of(NAMES)]
    return Metadata(
        headline=first(clean(each, LONGEST_HEADLINE) for each in headlines) or "",
        printed_on=first(day_in(each, today) for each in [*days, *found.times]),
        outlet=first(clean(each, LONGEST_NAME) for each in names) or "",
        address=clean(found.canonical, 500),
    )


def first(values: Iterator[Any]) -> Any:
    return next((value for value in values if value), None)


def decoded(page: bytes, charset: str) -> str:
    """Return the text of a page, in the encoding that the server, else the page itself, names, else UTF-8.

    No encoding is taken that is none of the web.
    """
    named = CHARSET.search(page[:4096])
    for name in (charset, named.group(1).decode() if named else "", "utf-8"):
        try:
            if name and codecs.lookup(name).name in ENCODINGS:
                return page.decode(name, errors="replace")
        except (LookupError, ValueError):
            continue
    return page.decode("utf-8", errors="replace")


@dataclass
class Found(HTMLParser):
    """Collects the few things that are asked for, so many of them at most."""

    title: str = ""
    canonical: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def of(self, names: tuple[str, ...]) -> list[str]:
        return [self.meta[name] for name in names if name in self.meta]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs[:30]}
        if tag == "title" and not self.title:
            self.inside = "title"
        elif tag == "script" and said.get("type", "").strip().lower() == "application/ld+json":
            self.inside = "script" if len(self.scripts) < MOST_SCRIPTS else ""
            self.scripts += [""] if self.inside else []
        elif tag == "meta":
            self.take_meta(said)
        elif tag == "link" and "canonical" in said.get("rel", "").lower().split():
            self.canonical = self.canonical or said.get("href", "")[:MOST_OF_A_VALUE]
        elif tag == "time" and said.get("datetime") and len(self.times) < MOST_SCRIPTS:
            self.times.append(said["datetime"][:100])

    def take_meta(self, said: dict[str, str]) -> None:
        """Keep the first value of a name."""
        name = (said.get("property") or said.get("name") or said.get("itemprop") or "").strip().lower()[:60]
        if name and said.get("content") and len(self.meta) < MOST_VALUES:
            self.meta.setdefault(name, said["content"][:MOST_OF_A_VALUE])

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title = (self.title + data)[:MOST_OF_A_VALUE]
        elif self.inside == "script":
            self.scripts[-1] = (self.scripts[-1] + data)[: MOST_JSON + 1]


def printed_things(script: str) -> list[dict[str, Any]]:
    """Return the articles that one JSON-LD script describes, however they are nested, so deep and so many at most."""
    if len(script) > MOST_JSON:
        return []
    try:
        waiting: list[tuple[Any, int]] = [(json.loads(script, strict=False), 0)]
    except (ValueError, RecursionError):
        return []
    things = []
    for _node in range(MOST_NODES):
        if not waiting:
            break
        node, depth = waiting.pop(0)
        if isinstance(node, dict) and is_printed(node):
            things.append(node)
        if depth < DEEPEST:
            inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            waiting += [(child, depth + 1) for child in inner if isinstance(child, (dict, list))][:MOST_NODES]
    return things


def is_printed(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.lower().endswith(ARTICLES)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def name_in(publisher: Any) -> Any:
    """Return the name of a publisher, written as one or as a thing that has one."""
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    return publisher.get("name") if isinstance(publisher, dict) else publisher


def clean(value: Any, most: int) -> str:
    """Return one line of plain words, of at most so many characters; nothing for what is no text."""
    if not isinstance(value, str):
        return ""
    return at_a_word(one_line(storable(TAGS.sub(" ", value[: most * 8]))), most)


def day_in(value: Any, today: date | None = None) -> date | None:
    """Return the day that is written, by London's clock; nothing for what is none, long ago, or still to come."""
    text = storable(value).strip()[:60] if isinstance(value, str) else ""
    try:
        moment = parse_datetime(text)
        day = local_day(moment) if moment else parse_date(text[:10])
    except (ValueError, OverflowError):
        return None
    latest = (today or timezone.localdate()) + timedelta(days=1)
    return day if day and EARLIEST <= day <= latest else None


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()

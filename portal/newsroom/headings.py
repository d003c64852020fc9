"""The headed parts of an article's body, with one id for each: for the page, its contents, and search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import slugify
from wagtail.rich_text import get_text_for_indexing

HEADING = re.compile(r"<h2\b[^>]*>(?P<words>.*?)</h2>", re.IGNORECASE | re.DOTALL)
LONGEST_ID = 60


@dataclass
class HeadedPart:
    """What stands under a heading, as words. That before the first heading has neither heading nor id."""

    anchor: str = ""
    heading: str = ""
    words: list[str] = field(default_factory=list)


def headed_parts(body: Any) -> list[HeadedPart]:
    """Return the parts of a body in reading order, the first without a heading; every block's words are in one."""
    parts = [HeadedPart()]
    ids = heading_ids(body)
    for block in body:
        if block.block_type != "text":
            parts[-1].words += map(str, block.block.get_searchable_content(block.value))
            continue
        source = block.value.source
        end = 0
        for found in HEADING.finditer(source):
            parts[-1].words.append(get_text_for_indexing(source[end : found.start()]))
            parts.append(HeadedPart(next(ids), plain_words(found["words"])))
            end = found.end()
        parts[-1].words.append(get_text_for_indexing(source[end:]))
    return parts


def heading_ids(body: Any) -> Iterator[str]:
    """Yield the id of each second-level heading of a body, in order; one that is said twice gets a number."""
    seen: set[str] = set()
    for block in body.raw_data:  # as it is stored: no picture or page of another block is asked for
        if block["type"] != "text":
            continue
        for found in HEADING.finditer(block["value"]):
            slug = slugify(plain_words(found["words"]))[:LONGEST_ID].strip("-") or "part"
            numbered = (f"h-{slug}-{number}" for number in count(2))
            one = next(one for one in chain((f"h-{slug}",), numbered) if one not in seen)
            seen.add(one)
            yield one


def plain_words(html: str) -> str:
    """Return the words of a heading, its entities read."""
    return " ".join(get_text_for_indexing(strip_tags(html)).split())

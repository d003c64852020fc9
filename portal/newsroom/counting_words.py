"""How long it takes to read an article: its words are counted from what is stored, without a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from django.utils.html import strip_tags

WORDS_A_MINUTE = 230
"""Source: Brysbaert (2019), Journal of Memory and Language 109: 238 for adults who read English non-fiction."""
READ = ("text", "pull_quote", "figure", "facts", "video")
"""The kinds of block that are read. The rows of a chart are looked at, and cards are of other pages."""
NO_WORDS = ("id", "type", "url", "image")
BLOCK_END = ("</p>", "</li>", "</h2>", "</h3>", "<br/>", "<br>")


def words_of(blocks: Iterable[Mapping[str, Any]]) -> int:
    """Return how many words stand in the blocks of a body, in their stored form."""
    return sum(len(plain(block["value"]).split()) for block in blocks if block["type"] in READ)


def plain(value: Any) -> str:
    """Return the words of a stored value, however deep; addresses and keys are none."""
    if isinstance(value, str):
        for end in BLOCK_END:
            value = value.replace(end, f"{end} ")
        return unescape(strip_tags(value))
    if isinstance(value, Mapping):
        return " ".join(plain(part) for name, part in value.items() if name not in NO_WORDS)
    if isinstance(value, Iterable):
        return " ".join(plain(part) for part in value)
    return ""


def minutes_for(words: int) -> int:
    """Return the minutes that these words take, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))

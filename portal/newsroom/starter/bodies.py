"""Turn the body of an article, as a file has it, into the blocks of its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamBlock, StreamValue

from handbooks.starter.files import Row
from handbooks.starter.ledger import Ledger
from handbooks.streams import clean_stream, stable_id
from portal.newsroom.starter.prose import rich


def body(block: StreamBlock, item: Row, ledger: Ledger) -> StreamValue:
    """Return the blocks of an article, with the same ids at every load. A card of a page that is gone is left out."""
    raw = (block_of(part, ledger) for part in item["body"])
    return clean_stream(block, list(numbered(raw, item["slug"])))


def numbered(raw: Iterator[Row | None], slug: str) -> Iterator[Row]:
    for place, value in enumerate(raw):
        if value is not None:
            yield {**value, "id": stable_id("article", slug, str(place))}


def block_of(part: Row, ledger: Ledger) -> Row | None:
    """Return one part as a block: a part has one key, which says what it is."""
    ((kind, value),) = part.items()
    if kind == "text":
        return {"type": "text", "value": rich(value, ledger.ids)}
    if kind == "quote":
        return {"type": "pull_quote", "value": {"text": value, "who": ""}}
    if kind == "facts":
        return {"type": "facts", "value": {**value, "facts": [sourced(fact) for fact in value["facts"]]}}
    if kind == "chart":
        rows = [{"label": label, "value": str(number)} for label, number in value["rows"]]
        return {"type": "chart", "value": {**sourced(value), "rows": rows}}
    page = ledger.ids.get(value)
    return {"type": "page", "value": page} if page else None


def sourced(row: Row) -> dict[str, Any]:
    return {"source": "", "url": "", **row}

"""Write StreamFields from plain data. `page.full_clean()` does not check their blocks, so this does."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.blocks import StreamBlock, StreamValue

NAMESPACE = uuid.UUID("6f1a2c1e-7c5b-4a52-9d0a-0a6a3e0f6f3b")


def stable_id(*parts: str) -> str:
    """Return the same block id for the same words, so that permalinks survive a second load."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def clean_stream(block: StreamBlock, raw: list[dict[str, Any]]) -> StreamValue:
    """Return `raw` as a value of `block`. Raises StreamBlockValidationError for what an editor could not save."""
    return block.clean(block.to_python(raw))


def links(block: StreamBlock, rows: Iterable[Mapping[str, str]]) -> StreamValue:
    """Return titled outside addresses as a stream of links."""
    return clean_stream(
        block,
        [
            {"type": "link", "value": {"title": row["title"], "url": row["url"]}, "id": stable_id("link", row["url"])}
            for row in rows
        ],
    )


def sections(block: StreamBlock, key: str, rows: Iterable[Mapping[str, str]]) -> StreamValue:
    """Return headed sections of rich text; `key` names the page they stand on."""
    return clean_stream(block, [_section(key, row["heading"], row["text"]) for row in rows])


def _section(key: str, heading: str, text: str) -> dict[str, Any]:
    content = [{"type": "text", "value": text, "id": stable_id(key, heading, "text")}]
    return {
        "type": "section",
        "value": {"heading": heading, "content": content},
        "id": stable_id(key, heading),
    }

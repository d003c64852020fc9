"""Editing articles as an editor does: a complete one as its form sends it."""

from __future__ import annotations

import uuid
from typing import Any

from wagtail.test.utils.form_data import rich_text

from portal.newsroom.models import Author
from tests.factories.newsroom import AuthorFactory
from tests.handbooks.editing import rows


def stream(*blocks: tuple[str, dict[str, Any]], name: str = "body") -> dict[str, Any]:
    """Return the fields of a stream; each block is its type and its fields, "" being the value itself."""
    fields: dict[str, Any] = {f"{name}-count": str(len(blocks))}
    for number, (kind, values) in enumerate(blocks):
        at = f"{name}-{number}"
        fields |= {f"{at}-deleted": "", f"{at}-order": str(number), f"{at}-type": kind, f"{at}-id": str(uuid.uuid4())}
        fields |= {f"{at}-value" + (f"-{key}" if key else ""): value for key, value in values.items()}
    return fields


def bylines(*authors: Author) -> dict[str, Any]:
    return rows("bylines", [{"author": str(author.pk)} for author in authors])


def text(words: str) -> tuple[str, dict[str, Any]]:
    return "text", {"": rich_text(f"<p>{words}</p>")}


def article_fields(**changes: Any) -> dict[str, Any]:
    """Return a complete article as its form sends it."""
    return {
        "title": "A mill that pays its town",
        "slug": "a-mill",
        "standfirst": "What a town did with the mill that nobody wanted.",
        "themes": ["housing"],
        **bylines(AuthorFactory()),
        **rows("corrections", []),
        **stream(text("It began with a roof.")),
        **changes,
    }

"""What the tests of events' pages share: the forms as a browser sends them."""

from __future__ import annotations

import re
import uuid
from datetime import date
from html import unescape
from typing import Any

from network.forum.models import Board

DAY = date(2031, 3, 12)


def typed(board: Board, **more: Any) -> dict[str, Any]:
    """Return the form of a new event as its page sends it."""
    return {
        "board": board.pk,
        "title": "Warm homes visit",
        "body": "Come and see.",
        "submission": str(uuid.uuid4()),
        **times(**more),
    }


def times(**more: Any) -> dict[str, Any]:
    """Return the part of the form that says when and where."""
    return {
        "kind": "visit",
        "day": DAY.isoformat(),
        "starts": "10:00",
        "ends": "12:30",
        "zone": "Europe/London",
        **more,
    }


def words(response: Any) -> str:
    """Return what a page says, without its marks."""
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0] if found else "")).split())

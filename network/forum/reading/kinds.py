"""Boxes above the posts of threads of a kind, from the rooms above this one. They register from `AppConfig.ready`.

    register_box(Kind.EVENT, box_of)

`box_of(thread, user)` returns what the box says, or None; it asks the database once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from network.forum.models import Thread
from portal.words.parts import Link, Text


@dataclass(frozen=True, slots=True)
class Box:
    """What a thread is beside its posts, and where to go on."""

    title: Text
    lines: Sequence[Text] = ()
    links: Sequence[Link] = field(default_factory=list)


BoxOf = Callable[[Thread, Any], Box | None]

_boxes: dict[str, BoxOf] = {}


def register_box(kind: str, box_of: BoxOf) -> None:
    """Print a box on the threads of a kind."""
    _boxes[kind] = box_of


def box_for(thread: Thread, user: Any) -> Box | None:
    """Return the box of a thread, or None."""
    box_of = _boxes.get(thread.kind)
    return box_of(thread, user) if box_of else None

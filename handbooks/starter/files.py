"""Read the YAML files of the starter content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from portal.words.audiences import Audience

CONTENT = Path(__file__).parent / "content"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Row = dict[str, Any]
"""One thing as the YAML says it; content/README.md names the fields of each kind."""


@lru_cache(maxsize=16)
def read(name: str) -> dict[str, Any]:
    """Return one file; `name` has no extension."""
    return yaml.load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506


def day(text: str) -> date:
    """Return a date, which the files give as a quoted ISO string."""
    return date.fromisoformat(text)


def forget() -> None:
    """Drop what was read, so that a long-lived process does not keep it."""
    read.cache_clear()


def themes() -> Iterator[tuple[str, Row]]:
    """Yield each theme with its audience, in reading order."""
    for audience in Audience.values:
        yield from ((audience, theme) for theme in read(audience)["themes"])


def entries() -> Iterator[tuple[str, Row]]:
    """Yield each entry with its audience, in reading order: by theme, then by its place in it."""
    for audience in Audience.values:
        places = {theme["slug"]: theme["order"] for theme in read(audience)["themes"]}
        rows = sorted(read(audience)["entries"], key=lambda row: (places[row["theme"]], row["order"]))
        yield from ((audience, row) for row in rows)

"""What a press kit is made of: parts of plain blocks that a page, a PDF and a Word file print alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.words.parts import Text


@dataclass(frozen=True)
class Paragraph:
    """Words; `is_notice` where a fact is not settled."""

    text: str
    is_notice: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True)
class Subheading:
    """A heading below that of the part."""

    text: str
    kind: str = "subheading"


@dataclass(frozen=True)
class Item:
    """One line of a list; `url` is absolute, or empty. `printed_url` is what paper has to say of it."""

    text: str
    url: str = ""
    about: str = ""
    printed_url: str = field(init=False)

    def __post_init__(self) -> None:
        is_said = self.url.partition("://")[2].strip("/") == self.text
        object.__setattr__(self, "printed_url", "" if is_said else self.url)


@dataclass(frozen=True)
class Items:
    """A list."""

    items: Sequence[Item]
    kind: str = "items"


@dataclass(frozen=True)
class Table:
    """Rows of words below their heads."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = "table"

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Each row with the head of each of its cells."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Quote:
    """Words to be quoted as they are, and whose they are."""

    text: str
    source: str
    kind: str = "quote"


Block = Paragraph | Subheading | Items | Table | Quote


@dataclass(frozen=True)
class Part:
    """One part of a kit. `anchor` is its lasting id."""

    anchor: str
    title: Text
    blocks: list[Block] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return {"anchor": self.anchor, "title": str(self.title), "blocks": [asdict(block) for block in self.blocks]}


def paragraphs(text: str) -> list[Block]:
    """Return a text that people typed as its paragraphs."""
    return [Paragraph(part.strip()) for part in text.split("\n\n") if part.strip()]

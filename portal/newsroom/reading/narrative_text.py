"""The narrative in the words of a page, from the payload of an edition or from what is published now."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from portal.words.parts import Link

BLOCK_ENDS = re.compile(r"(?:</(?:p|li|h2|h3)>|<br>)\s*")
HEADING = re.compile(r"<(/?)h([23])>")


@dataclass(frozen=True)
class EvidenceText:
    """What shows that a principle holds, with its source."""

    text: str
    source: str
    url: str = ""
    year: str = ""

    @property
    def source_said(self) -> str:
        """The source with its year, which is said once where the source says it too."""
        return f"{self.source}, {self.year}" if self.year and self.year not in self.source else self.source


@dataclass(frozen=True)
class NamedText:
    """An entry or a precedent that a principle names, by its number."""

    id: int
    number: str
    title: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@dataclass(frozen=True)
class PrincipleText:
    """One principle. `text` is HTML."""

    id: int
    number: int
    slug: str
    title: str
    statement: str
    text: str
    notice: str
    evidence: list[EvidenceText] = field(default_factory=list)
    entries: list[NamedText] = field(default_factory=list)
    precedents: list[NamedText] = field(default_factory=list)
    council_steps: list[str] = field(default_factory=list)
    community_steps: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"principle-{self.number}"

    @property
    def html(self) -> SafeString:
        """What it means, where the principle is the heading of the page."""
        return harmless(self.text)

    @property
    def html_below(self) -> SafeString:
        """The same where the principle is one heading among others: its own headings stand a level lower."""
        return harmless(HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 1}>", self.text))


@dataclass(frozen=True)
class NarrativeText:
    """The whole narrative. `intro` is HTML."""

    title: str
    standfirst: str
    intro: str
    principles: list[PrincipleText]

    @property
    def html(self) -> SafeString:
        return harmless(self.intro)

    @property
    def contents(self) -> list[Link]:
        """Its principles, each with its place on the page."""
        return [Link(title=f"{one.number}. {one.title}", url=f"#{one.anchor}") for one in self.principles]

    def principle(self, pk: int) -> PrincipleText | None:
        return next((principle for principle in self.principles if principle.id == pk), None)


def harmless(text: str) -> SafeString:
    """Return HTML of a payload to be printed as it is: `freezing.expanded` let nothing through that could harm."""
    return mark_safe(text)  # noqa: S308


def narrative_text(payload: dict[str, Any]) -> NarrativeText:
    """Return the narrative from what `portal.newsroom.freezing` wrote."""
    principles = [principle_text(row) for row in payload["principles"]]
    return NarrativeText(payload["title"], payload["standfirst"], payload["intro"], principles)


def principle_text(row: dict[str, Any]) -> PrincipleText:
    named = {name: [NamedText(**one) for one in row[name]] for name in ("entries", "precedents")}
    return PrincipleText(**{**row, **named, "evidence": [EvidenceText(**one) for one in row["evidence"]]})


def plain(text: str) -> str:
    """Return the words of HTML, a block to a line."""
    return html.unescape(strip_tags(BLOCK_ENDS.sub("\n", text))).strip()

"""Markdown as members write it, to plain text that reads well: words, addresses of links, lists and quotes.

It is made from what the parser found, never from the marks themselves, so that what is no link in HTML is none here.
What stands in the text many times, such as a long address that short marks name, is printed a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from portal.text.hidden import LINE_END, without_hidden
from portal.text.markdown import parser

MOST_OF_ADDRESSES = 20_000
"""Characters of addresses in one text; links that come after them are printed as their words."""
RULE = "* * *"
LOOKS_LIKE_RULE = re.compile(r"[-_=]{2,}")
"""Lines with which letters part what they say from what somebody wrote, and programs a signature."""
CODE = " " * 4
WIDEST_INDENT = 4
PARTED = {"paragraph_close", "heading_close", "table_close", "fence", "code_block", "hr"}
MARKS = {"s": "~~"}
"""Words that are struck out mean the opposite of those that are not."""


def as_text(source: str, *, site: str) -> str:
    """Return a text without marks; links are their words and the address, with `site` before those of this site."""
    page = Page(site)
    for token in parser().parse(source, {"docId": "text"}):
        page.take(token)
    return "\n".join(page.lines)


@dataclass
class Container:
    """A quote or an item of a list: what stands before its first line, and before the others."""

    first: str
    rest: str
    is_begun: bool = False

    def before(self) -> str:
        before = self.rest if self.is_begun else self.first
        self.is_begun = True
        return before


@dataclass
class Page:
    """The lines that have been written, and where the next one goes."""

    site: str
    lines: list[str] = field(default_factory=list)
    inside: list[Container] = field(default_factory=list)
    lists: int = 0
    cells: list[str] | None = None
    gap: int | None = None
    """How many of the containers go on over the empty line that comes before the next; None where none comes."""
    left_for_addresses: int = MOST_OF_ADDRESSES

    def take(self, token: Token) -> None:
        """Write what a block token holds."""
        if token.type == "inline":
            self.take_words(self.words(token.children or ()))
        elif token.type in ("fence", "code_block"):
            self.write([f"{CODE}{line}" for line in shown(token.content.rstrip("\n")).split("\n")])
        elif token.type == "hr":
            self.write([RULE])
        elif token.nesting == 1:
            self.open(token)
        else:
            self.close(token)
        if token.type in PARTED and not token.hidden:
            self.part()

    def take_words(self, words: str) -> None:
        if self.cells is None:
            self.write(words.split("\n"))
        else:
            self.cells.append(" ".join(words.split()))

    def open(self, token: Token) -> None:
        if token.type == "tr_open":
            self.cells = []
        elif token.type == "blockquote_open":
            self.inside.append(Container("> ", "> "))
        elif token.type == "list_item_open":
            self.enter(f"{token.info}. " if token.info else "* ")
        elif token.type == "footnote_open":
            self.enter(f"[{token.meta['id'] + 1}] ")
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            self.lists += 1

    def close(self, token: Token) -> None:
        if token.type == "tr_close":
            self.write([" | ".join(self.cells or ())])
            self.cells = None
        elif token.type in ("blockquote_close", "list_item_close", "footnote_close"):
            self.leave()
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists -= 1
            if not self.lists:
                self.part()

    def enter(self, mark: str) -> None:
        self.inside.append(Container(mark, " " * min(len(mark), WIDEST_INDENT)))

    def leave(self) -> None:
        if not self.inside[-1].is_begun and self.inside[-1].first != self.inside[-1].rest:
            self.write([""])  # an empty item still has its number
        self.inside.pop()
        if self.gap is not None:
            self.gap = min(self.gap, len(self.inside))

    def part(self) -> None:
        """Have an empty line before whatever comes next."""
        self.gap = len(self.inside)

    def write(self, lines: Sequence[str]) -> None:
        if self.gap is not None and self.lines:
            self.lines.append("".join(one.rest for one in self.inside[: self.gap]).rstrip())
        self.gap = None
        for line in lines:
            words = RULE if LOOKS_LIKE_RULE.fullmatch(line.strip()) and not line.startswith(CODE) else line
            self.lines.append(("".join(one.before() for one in self.inside) + words).rstrip())

    def words(self, tokens: Sequence[Token]) -> str:
        """Return what stands in a paragraph; its lines end where the writer's do."""
        found: list[str] = []
        link = ("", 0)
        for token in tokens:
            match token.type:
                case "softbreak" | "hardbreak":
                    found.append("\n")
                case "mention":
                    found.append(f"@{shown_in_line(token.content)}")
                case "footnote_ref":
                    found.append(f"[{token.meta['id'] + 1}]")
                case "image":
                    words, address = shown_in_line(token.content), str(token.attrGet("src") or "")
                    found.append(self.with_address(words, address))
                case "link_open":
                    link = (str(token.attrGet("href") or ""), len(found))
                case "link_close":
                    address, start = link
                    found[start:] = [self.with_address("".join(found[start:]), address)]
                case _ if token.nesting:
                    found.append(MARKS.get(token.tag, ""))
                case _:
                    found.append(shown_in_line(token.content))
        return "".join(found)

    def with_address(self, words: str, address: str) -> str:
        """Return the words of a link and where it leads, said once where the words are the address."""
        address = f"{self.site}{address}" if address.startswith("/") else address.removeprefix("mailto:")
        if address.startswith("#") or words in (address, parser().normalizeLinkText(address)):
            return words
        self.left_for_addresses -= len(address)
        if self.left_for_addresses < 0:
            return words
        return f"{words} ({address})" if words.strip() else address


def shown(text: str) -> str:
    """Return text without what cannot be seen: an entity can write that, too."""
    return without_hidden(LINE_END.sub("\n", text))


def shown_in_line(text: str) -> str:
    return shown(text).replace("\n", " ")

"""Quotes of posts as Markdown: who said it, with a link to the post, and what they said, kept short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import reduce

from django.urls import reverse
from django.utils.translation import gettext as _

from network.forum.models import Post
from portal.text.markdown import MENTION

LONGEST_QUOTE = 1000
"""Characters. Who wants all of a long post opens it by the link."""
MOST_LINES = 10
"""Lines with words on them."""
LONGEST_NESTED = 80
MARKS = re.compile(r"([\\`*_\[\]<>~|#!&@^])")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\[\s]{1,80})\]:")
CODE_OR_MARK = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\[\^([^\]\[\s]{1,80})\]")


def quote_of(post: Post) -> str:
    """Return the first part of a post as the beginning of an answer to it. Nobody is named anew by being quoted."""
    body = MENTION.sub(r"\1", post.body)
    lines = [attribution(post), "", *cut(short_nested(without_footnotes(body.splitlines())))]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def attribution(post: Post) -> str:
    """Return who wrote a post, with a link that stays true when the post moves."""
    city = post.city.name if post.city else ""
    name = _("A former member") if post.author.anonymised_at else post.author.display_name
    said = {"name": escaped(", ".join(filter(None, (name, city)))), "number": post.number}
    return _("**%(name)s** in [post %(number)s](%(url)s):") % {**said, "url": reverse("post", args=[post.pk])}


def escaped(text: str) -> str:
    """Return text that Markdown prints as it is."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def fence_after(fence: str, line: str) -> str:
    """Return the fence that code stands behind after a line; nothing where it is no code."""
    mark = FENCE.match(line)
    if not mark:
        return fence
    return "" if fence and mark[1].startswith(fence) else fence or mark[1]


def fenced(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line with whether it belongs to code between fences, the fences among it."""
    fence = ""
    for line in lines:
        before, fence = fence, fence_after(fence, line)
        yield line, bool(before or fence)


def without_footnotes(lines: list[str]) -> list[str]:
    """Leave footnotes out, and the marks that lead to them: they would stand below the answer as its own."""
    kept: list[str] = []
    names: set[str] = set()
    is_note, last = False, ""
    for line, is_code in fenced(lines):
        found = None if is_code else FOOTNOTE.match(line)
        if found:
            names.add(found[1])
        goes_on = not is_code and (last.strip() or not line.strip() or line.startswith("    "))
        is_note, last = bool(found or (is_note and goes_on)), line
        if not is_note:
            kept.append(line)
    return [
        line if is_code else CODE_OR_MARK.sub(lambda found: kept_code(found, names), line)
        for line, is_code in fenced(kept)
    ]


def kept_code(found: re.Match[str], names: set[str]) -> str:
    """Return code in a line as it is, and nothing for a mark that leads to one of some footnotes."""
    return "" if found[2] in names else found[0]


def short_nested(lines: list[str]) -> list[str]:
    """Keep of each quote inside a quote its first line: what was answered is one click away. Code stays as it is."""
    kept: list[str] = []
    was_quote = False
    for line, is_code in fenced(lines):
        is_quote = not is_code and line.lstrip().startswith(">")
        if is_quote and not was_quote:
            kept.append(first_words(line))
        elif not is_quote:
            kept.append(line)
        was_quote = is_quote
    return kept


def first_words(line: str) -> str:
    words = line.strip().lstrip("> ")
    return f"> {words}" if len(words) <= LONGEST_NESTED else f"> {words[:LONGEST_NESTED].rsplit(' ', 1)[0]} …"


def cut(lines: list[str]) -> list[str]:
    """Return the first lines that are short enough together; a fence that was cut open is closed."""
    kept: list[str] = []
    left, rows = LONGEST_QUOTE, MOST_LINES
    for line in lines:
        if len(line) > left or (line.strip() and not rows):
            kept.append(f"{line[:left].rsplit(' ', 1)[0]} …".strip() if rows and left else "…")
            break
        kept.append(line)
        left -= len(line) + 1
        rows -= bool(line.strip())
    fence = reduce(fence_after, kept, "")
    return [*kept, fence] if fence else kept

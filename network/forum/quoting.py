"""Quotes of posts as Markdown: who said it, with a link to the post, and what they said, kept short."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from network.forum.models import Post
from portal.text.markdown import MENTION

LONGEST_QUOTE = 1500
"""Characters. Who wants all of a long post opens it by the link."""
LONGEST_NESTED = 80
MARKS = re.compile(r"([\\`*_\[\]<>~|#!&@^])")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def quote_of(post: Post) -> str:
    """Return a post as the beginning of an answer to it. Nobody is named anew by being quoted."""
    body = MENTION.sub(r"@\1", post.body)
    lines = [attribution(post), "", *cut(short_nested(body.splitlines()))]
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


def short_nested(lines: list[str]) -> list[str]:
    """Keep of each quote inside a quote its first line: what was answered is one click away. Code stays as it is."""
    kept: list[str] = []
    fence, was_quote = "", False
    for line in lines:
        mark = FENCE.match(line)
        is_quote = not fence and line.lstrip().startswith(">")
        if is_quote and not was_quote:
            kept.append(first_words(line))
        elif not is_quote:
            kept.append(line)
        if mark and not is_quote:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        was_quote = is_quote
    return kept


def first_words(line: str) -> str:
    words = line.strip().lstrip("> ")
    return f"> {words}" if len(words) <= LONGEST_NESTED else f"> {words[:LONGEST_NESTED].rsplit(' ', 1)[0]} …"


def cut(lines: list[str]) -> list[str]:
    """Return the first lines that are short enough together; a fence that was cut open is closed."""
    kept: list[str] = []
    left = LONGEST_QUOTE
    for line in lines:
        if len(line) > left:
            kept.append(f"{line[:left].rsplit(' ', 1)[0]} …".strip())
            break
        kept.append(line)
        left -= len(line) + 1
    fence = ""
    for line in kept:
        if mark := FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
    return [*kept, fence] if fence else kept

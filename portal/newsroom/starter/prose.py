"""Turn the prose of the files into rich text as Wagtail stores it, with links to pages by their key in the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt

LINK = re.compile(r'<a href="((?:entry|precedent|page):[^"]+)">(.*?)</a>', re.DOTALL)
AS_WAGTAIL_HAS_IT = (("<strong>", "<b>"), ("</strong>", "</b>"), ("<em>", "<i>"), ("</em>", "</i>"))
BETWEEN_TAGS = re.compile(r"(?<=>)\n+(?=<|$)")


def rich(text: str, ids: Mapping[str, int]) -> str:
    """Return prose as rich text. Of a link to a page that is not there, the words stay."""
    html = MarkdownIt("commonmark", {"html": False}).render(text)
    for old, new in AS_WAGTAIL_HAS_IT:
        html = html.replace(old, new)

    def linked(found: re.Match[str]) -> str:
        page = ids.get(found[1])
        return f'<a linktype="page" id="{page}">{found[2]}</a>' if page else found[2]

    return BETWEEN_TAGS.sub("", LINK.sub(linked, html))

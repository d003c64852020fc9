"""“How to edit”: docs/editing.md, shown where it is needed."""

from __future__ import annotations

import re
from pathlib import Path

import nh3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markdown_it import MarkdownIt

PATH = Path("docs", "editing.md")
PICTURE = re.compile(r"^!\[.*\]\(.*\)$", re.MULTILINE)


def guide_html(text: str) -> str:
    """Return the guide as HTML, without its title, which the page says, and its pictures, which are the page."""
    body = PICTURE.sub("", text.partition("\n")[2])
    return nh3.clean(MarkdownIt("commonmark").enable("table").render(body))


def guide(request: HttpRequest) -> HttpResponse:
    """Show the guide. A package without its documentation answers 404."""
    try:
        text = (settings.BASE_DIR / PATH).read_text(encoding="utf-8")
    except OSError as error:
        raise Http404 from error
    return render(request, "handbooks/editor/guide.html", {"html": guide_html(text)})

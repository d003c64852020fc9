"""The words of a letter: subject, plain text and HTML, drawn from templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from portal.text.hidden import one_line


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says. The text part stands on its own: some readers see nothing else."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    """An iCalendar object that says its method, which readers of mail put into a calendar. Source: RFC 6047"""


def compose(template: str, context: dict[str, Any]) -> Words:
    """Draw `<template>_subject.txt`, `<template>_message.txt` and, where there is one, `<template>_message.html`."""
    subject = one_line(render_to_string(f"{template}_subject.txt", context))
    given = {"SITE_URL": settings.SITE_URL, "SITE_NAME": settings.WAGTAIL_SITE_NAME, "subject": subject, **context}
    text = tidy(render_to_string(f"{template}_message.txt", given))
    try:
        html = inliner().inline(render_to_string(f"{template}_message.html", given))
    except TemplateDoesNotExist:
        html = ""
    return Words(subject=subject, text=text, html=html)


def tidy(text: str) -> str:
    """Take out the blank lines that template tags leave, so that paragraphs are one line apart."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


@cache
def inliner() -> CSSInliner:
    """Return the one inliner: styles go into the elements, and nothing is fetched from the network."""
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)

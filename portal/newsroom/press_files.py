"""The press kit of a city as files: a tagged PDF and a Word file, made once for each state of what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from portal.newsroom.reading.press_kit import PressKit
from portal.text.made_files import made_file
from portal.text.typesetting import typeset
from portal.text.word import word_file

TEMPLATE = Path(__file__).with_name("pdf") / "press-kit.typ"


def as_pdf(kit: PressKit) -> bytes:
    return typeset(TEMPLATE, kit.data, made_at=timezone.now())


def as_docx(kit: PressKit) -> bytes:
    html = render_to_string("newsroom/press-kit-file.html", {"kit": kit})
    language = f"{kit.data['lang']}-{kit.data['region']}" if kit.data["region"] else kit.data["lang"]
    return word_file(html, title=kit.title, language=language, made_at=timezone.now())


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how it is made, what it is called, and whether browsers show it themselves."""

    make: Callable[[PressKit], bytes]
    content_type: str
    disposition: str


KINDS = {
    "pdf": FileKind(as_pdf, "application/pdf", "inline"),
    "docx": FileKind(as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
}


def press_file(kit: PressKit, kind: str) -> bytes:
    """Return the kit as a file. Raises NotMade."""
    return made_file(f"press-{kind}:{kit.city.pk}", kit.digest, lambda: KINDS[kind].make(kit))

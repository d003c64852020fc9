"""The press kit of a city as files: a tagged PDF and a Word file, made once for each state of what they say."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone
from typst import TypstError

from portal.locks import lock
from portal.newsroom.reading.press_kit import PressKit
from portal.pagecache.parts import kept_part
from portal.text.typesetting import FontMissing, typeset
from portal.text.word import NotWritten, word_file

TEMPLATE = Path(__file__).with_name("pdf") / "press-kit.typ"


AT_ONCE = 2
"""Files that are made at the same time, on all machines together: each takes a processor and up to 256 MB."""

logger = logging.getLogger(__name__)


def as_pdf(kit: PressKit) -> bytes:
    try:
        return typeset(TEMPLATE, kit.data, made_at=timezone.now())
    except (TypstError, FontMissing) as error:
        logger.exception("Typst made no PDF: %s", kit.title)
        raise NotWritten(kit.title) from error


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
    """Return the kit as a file, made when it is first asked for. Raises NotWritten, and keeps nothing then."""
    return kept_part(f"press-{kind}:{kit.digest}", lambda: made(kit, kind))


def made(kit: PressKit, kind: str) -> bytes:
    """Make a file, unless it is being made, or as many others are as may be. Raises NotWritten: nobody waits for it.

    Without Redis, where each is made for everybody who asks, this is what bounds them.
    """
    with ExitStack() as held:
        is_mine = held.enter_context(lock(f"press-file:{kit.city.pk}:{kind}"))
        if not is_mine or not any(held.enter_context(lock(f"press-files:{number}")) for number in range(AT_ONCE)):
            raise NotWritten(kit.title)
        return KINDS[kind].make(kit)

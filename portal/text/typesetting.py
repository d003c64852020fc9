"""Tagged PDF (PDF/UA-1) by Typst: a template, data that it prints as they are, and fonts that lie beside this file.

The fonts are static cuts of those in `static/fonts`, because Typst reads no woff2 and one weight of a variable font.
What people typed reaches a template as JSON and never as markup, so that nothing in it is obeyed.
Source: ISO 14289-1 (PDF/UA-1), which refuses characters that no font draws.
"""

from __future__ import annotations

import json
import logging
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from portal.text.made_files import NotMade

FONTS = Path(__file__).with_name("fonts")
DRAWN = ((0x20, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC))
"""The characters that the fonts, or those inside Typst, surely draw: Latin, Greek, Cyrillic, marks, the euro."""
NOT_DRAWN = "?"
KEPT_CONTROLS = "\n"


class FontMissing(NotMade):
    """A template asks for a family that is not in `fonts`."""


logger = logging.getLogger(__name__)


def typeset(template: Path, data: dict[str, Any], *, made_at: datetime) -> bytes:
    """Return the PDF that a template makes of `data`, which it finds as JSON in `sys.inputs.data`.

    Raises NotMade where Typst makes none, and FontMissing.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            template,
            root=template.parent,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(drawable(data))},
            pdf_standards="ua-1",
            timestamp=int(made_at.timestamp()),
        )
    except typst.TypstError as error:
        logger.exception("Typst made no PDF by %s", template.name)
        raise NotMade(template.name) from error
    missing = [warning.message for warning in warnings if "font family" in warning.message]
    if missing:
        raise FontMissing("; ".join(missing))
    if not isinstance(pdf, bytes):
        raise TypeError("Typst made pictures where a PDF was asked for")
    return pdf


def drawable(thing: Any) -> Any:
    """Return text, or what holds text, with a question mark for each character that no font of ours draws."""
    if isinstance(thing, str):
        return "".join(map(drawn, unicodedata.normalize("NFC", thing).replace("\r\n", "\n")))
    if isinstance(thing, dict):
        return {key: drawable(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [drawable(value) for value in thing]
    return thing


def drawn(character: str) -> str:
    """Return a character, nothing for one that is never seen, or the mark for one that cannot be drawn."""
    if character in KEPT_CONTROLS:
        return character
    if unicodedata.category(character) in {"Cc", "Cf"}:
        return ""
    is_drawn = any(first <= ord(character) <= last for first, last in DRAWN)
    return character if is_drawn and unicodedata.category(character) != "Cn" else NOT_DRAWN

"""Plain text for mails, in lines that every mail program shows whole."""

from __future__ import annotations

import re
import textwrap

WIDTH = 76
"""Characters of a line. Source: RFC 5322 s.2.1.1 asks for 78, RFC 2045 s.6.7 for 76."""
INDENT = re.compile(r"(?:\* )?[ ]*")


def wrapped(text: str) -> str:
    """Return text whose long lines are broken between words; what is indented stays so, and no address is broken."""
    return "\n".join(piece for line in text.split("\n") for piece in pieces(line))


def pieces(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    indent = INDENT.match(line)
    beginning = indent[0] if indent else ""
    return textwrap.wrap(
        line[len(beginning) :],
        WIDTH,
        initial_indent=beginning,
        subsequent_indent=" " * len(beginning),
        break_long_words=False,
        break_on_hyphens=False,
    )

"""Plain text for mails, in lines that every mail program shows whole."""

from __future__ import annotations

import re

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
    words = [word for word in line[len(beginning) :].split(" ") if word]
    if not words:
        return [""]
    found, room = [beginning + words[0]], WIDTH - len(beginning) - len(words[0])
    for word in words[1:]:
        if len(word) < room:
            found[-1] += " " + word
            room -= len(word) + 1
        else:
            found.append(" " * len(beginning) + word)
            room = WIDTH - len(beginning) - len(word)
    return found

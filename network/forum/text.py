"""Titles as one line of plain words: no line ends, no control characters, none that turn the direction of reading.

Source: Unicode Technical Report 36, section 2.9 (bidirectional text spoofing).
"""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """Return text in one line, without characters that are not seen, its spaces single."""
    seen = "".join(" " if unicodedata.category(c) in ("Zl", "Zp") or c in "\n\r\t" else c for c in text)
    return " ".join("".join(c for c in seen if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs")).split())

"""Words as they are compared: without case, accents and punctuation, so that “Siân” is found as “sian”."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart and that people type without their stroke.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "", "'": ""}
)


def fold(text: str) -> str:
    """Return the words of `text` in small plain letters and figures, separated by single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN)).casefold()
    letters = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join("".join(character if character.isalnum() else " " for character in letters).split())

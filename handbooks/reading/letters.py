"""A list in the order of the alphabet, under its letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from string import ascii_uppercase
from typing import TypeVar

from portal.words.parts import Letter

Row = TypeVar("Row")
OTHER = "#"


def sorting_key(title: str) -> str:
    """Return the key by which a title is sorted: without accents, case or punctuation."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "".join(character for character in plain.lower() if character.isalnum() or character == " ")


def under_letters(rows: Iterable[Row], title: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Return rows sorted by title, under the letter that each begins with."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: sorting_key(title(row))):
        first = sorting_key(title(row))[:1].upper()
        found.setdefault(first if first in ascii_uppercase else OTHER, []).append(row)
    return sorted(found.items())


def letters_of(groups: list[tuple[str, list[Row]]]) -> list[Letter]:
    """Return the alphabet with an anchor for each letter that something begins with."""
    present = {letter for letter, _rows in groups}
    return [
        Letter(label=letter, anchor=f"letter-{letter.lower()}" if letter in present else "")
        for letter in ascii_uppercase
    ]

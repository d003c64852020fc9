"""What changed between two texts, word by word, for a page to mark with <ins> and <del>."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, ADDED, TAKEN = "kept", "added", "taken"
WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000
"""Beyond this many words on a side the texts are told apart whole: comparing takes time with their square."""


@dataclass(frozen=True)
class Piece:
    """A run of words that both texts have, or only the newer, or only the older."""

    kind: str
    text: str

    @property
    def is_added(self) -> bool:
        return self.kind == ADDED

    @property
    def is_taken(self) -> bool:
        return self.kind == TAKEN


def word_differences(older: str, newer: str) -> list[Piece]:
    """Return the pieces that make up both texts, in reading order: what was taken stands before what was added.

    Joined without the added ones they are the older text, without the taken ones the newer.
    """
    before, after = WORDS.findall(older), WORDS.findall(newer)
    if max(len(before), len(after)) > MOST_WORDS:
        return whole(older, newer)
    pieces: list[Piece] = []
    for change, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(Piece(KEPT, "".join(before[start:end])))
            continue
        pieces += [
            Piece(kind, text)
            for kind, text in ((TAKEN, "".join(before[start:end])), (ADDED, "".join(after[begin:stop])))
            if text
        ]
    return pieces


def whole(older: str, newer: str) -> list[Piece]:
    if older == newer:
        return [Piece(KEPT, older)]
    return [Piece(kind, text) for kind, text in ((TAKEN, older), (ADDED, newer)) if text]

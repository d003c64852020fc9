"""What changed between two texts, word by word or line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of text that is in both, only in the former, or only in the later."""

    change: Change
    text: str

    @property
    def is_removed(self) -> bool:
        return self.change == Change.REMOVED

    @property
    def is_added(self) -> bool:
        return self.change == Change.ADDED


def differences(before: str, after: str) -> list[Piece]:
    """Return the pieces of two texts in reading order, what was removed before what was added in its place.

    A lone space between two changed words goes with them: whole phrases are easier to read than word by word.
    """
    former, later = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, former, later, autojunk=False).get_opcodes():
        if tag == "equal" and not is_gap(former[a:b]):
            pieces.append(Piece(Change.SAME, "".join(former[a:b])))
        else:
            pieces.append(Piece(Change.REMOVED, "".join(former[a:b])))
            pieces.append(Piece(Change.ADDED, "".join(later[c:d])))
    return list(joined(pieces))


def line_differences(before: str, after: str) -> list[Piece]:
    """Return the lines of two texts in reading order, each whole: for dates and names, of which a part says nothing."""
    former, later = before.splitlines(), after.splitlines()
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, former, later, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces += [Piece(Change.SAME, line) for line in former[a:b]]
        else:
            pieces += [Piece(Change.REMOVED, line) for line in former[a:b]]
            pieces += [Piece(Change.ADDED, line) for line in later[c:d]]
    return pieces


def is_gap(words: list[str]) -> bool:
    return len(words) == 1 and words[0].isspace()


def joined(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """Yield the pieces with neighbours of a kind put together; between two that are the same, removed comes first."""
    for is_same, run in groupby(pieces, key=lambda piece: piece.change == Change.SAME):
        together = list(run)
        for change in (Change.SAME,) if is_same else (Change.REMOVED, Change.ADDED):
            text = "".join(piece.text for piece in together if piece.change == change)
            if text:
                yield Piece(change, text)

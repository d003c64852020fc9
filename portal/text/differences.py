"""What changed between two texts, word by word or line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, takewhile

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]\s*|[^.!?\n]+")
TOO_MUCH = "too much"
MOST_PAIRS = 1_000
"""Of equal words in two texts, each looked at many times: thirty words with their spaces have so many."""

Step = tuple[str, int, int, int, int]
"""As of `SequenceMatcher.get_opcodes`: what happened, and from where to where in each of the two."""


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
    return list(joined(by_words(before, after, otherwise=by_sentences)))


def by_words(before: str, after: str, *, otherwise: Callable[[str, str], Iterable[Piece]]) -> Iterator[Piece]:
    """Yield the pieces word by word, or what `otherwise` says of the texts when that were too much work."""
    former, later = WORDS.findall(before), WORDS.findall(after)
    for tag, a, b, c, d in steps(former, later):
        removed, added = "".join(former[a:b]), "".join(later[c:d])
        if tag == "equal" and not is_gap(former[a:b]):
            yield Piece(Change.SAME, removed)
        elif tag == TOO_MUCH:
            yield from otherwise(removed, added)
        else:
            yield from replaced(removed, added)


def by_sentences(before: str, after: str) -> Iterator[Piece]:
    """Yield the pieces sentence by sentence, and word by word where a few sentences took the place of others."""
    former, later = SENTENCES.findall(before), SENTENCES.findall(after)
    for tag, a, b, c, d in steps(former, later):
        removed, added = "".join(former[a:b]), "".join(later[c:d])
        if tag == "equal":
            yield Piece(Change.SAME, removed)
        else:
            yield from by_words(removed, added, otherwise=replaced)


def replaced(before: str, after: str) -> Iterator[Piece]:
    yield Piece(Change.REMOVED, before)
    yield Piece(Change.ADDED, after)


def steps(former: Sequence[str], later: Sequence[str]) -> Iterator[Step]:
    """Yield what leads from one list to the other; what lies between their same beginnings and ends may be TOO_MUCH.

    A word that stands a thousand times in both is a million pairs, and many such words take seconds.
    """
    head = shared(former, later)
    tail = shared(former[head:][::-1], later[head:][::-1])
    a, b = former[head : len(former) - tail], later[head : len(later) - tail]
    if head:
        yield "equal", 0, head, 0, head
    if pairs(a, b) > MOST_PAIRS:
        yield TOO_MUCH, head, head + len(a), head, head + len(b)
    else:
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield tag, head + i, head + j, head + k, head + m
    if tail:
        yield "equal", len(former) - tail, len(former), len(later) - tail, len(later)


def shared(former: Sequence[str], later: Sequence[str]) -> int:
    """Return how many words are the same at the beginning of both."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(former, later, strict=False))
    return sum(1 for _pair in same)


def pairs(former: Sequence[str], later: Sequence[str]) -> int:
    """Return how many pairs of equal words there are, one in each."""
    counted = Counter(later)
    return sum(counted[word] for word in former)


def line_differences(before: str, after: str) -> list[Piece]:
    """Return the lines of two texts in reading order, each whole: for dates and names, of which a part says nothing."""
    former, later = before.splitlines(), after.splitlines()
    pieces: list[Piece] = []
    for tag, a, b, c, d in steps(former, later):
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

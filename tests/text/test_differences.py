"""Word differences."""

from __future__ import annotations

import pytest

from portal.text.differences import ADDED, KEPT, MOST_WORDS, TAKEN, Piece, word_differences


def test_differences_mark_words():
    assert word_differences("Twelve homes by May", "Ten homes by May") == [
        Piece(TAKEN, "Twelve"),
        Piece(ADDED, "Ten"),
        Piece(KEPT, " homes by May"),
    ]


@pytest.mark.parametrize(
    ("older", "newer"),
    [("", ""), ("", "New"), ("Old", ""), ("a  b\nc", "a b\n\nc d"), ("x " * (MOST_WORDS + 1), "y"), ("z " * 9000,) * 2],
)
def test_differences_lose_nothing(older, newer):
    pieces = word_differences(older, newer)
    assert "".join(piece.text for piece in pieces if not piece.is_added) == older
    assert "".join(piece.text for piece in pieces if not piece.is_taken) == newer

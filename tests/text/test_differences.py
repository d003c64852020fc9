"""Differences of two texts, word by word."""

from __future__ import annotations

import difflib
import random
import re
import sys

import pytest
from django.template import Context, Template

from portal.text.differences import Change, differences

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED


def said(before, after):
    return [(piece.change, piece.text) for piece in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("Same text.", "Same text.", [(SAME, "Same text.")]),
        ("", "New", [(ADDED, "New")]),
        ("Old", "", [(REMOVED, "Old")]),
        ("Train 40 people", "Train 60 people", [(SAME, "Train "), (REMOVED, "40"), (ADDED, "60"), (SAME, " people")]),
        (
            "a red old house",
            "a blue new house",
            [(SAME, "a "), (REMOVED, "red old"), (ADDED, "blue new"), (SAME, " house")],
        ),
        ("Done.", "Done!", [(SAME, "Done"), (REMOVED, "."), (ADDED, "!")]),
    ],
)
def test_differences_are_whole_words(before, after, pieces):
    assert said(before, after) == pieces


def test_both_texts_can_be_read_out_of_the_pieces():
    chance = random.Random(7)
    words = ["home", "warm", "the", ",", " ", "\n", "ŵy", "2,000"]
    for _turn in range(300):
        before, after = (" ".join(chance.choices(words, k=chance.randrange(12))) for _side in range(2))
        pieces = differences(before, after)
        assert "".join(piece.text for piece in pieces if not piece.is_added).split() == before.split()
        assert "".join(piece.text for piece in pieces if not piece.is_removed).split() == after.split()


def test_long_texts_that_share_nothing_are_compared_at_once():
    before, after = " ".join(f"a{place}" for place in range(1500)), " ".join(f"b{place}" for place in range(1500))
    assert [change for change, _text in said(before, after)] == [REMOVED, ADDED]


def work_of(before, after):
    """Count the lines that the standard library runs to compare two texts, and check that both can be read."""
    lines = 0

    def trace(frame, event, _argument):
        nonlocal lines
        if frame.f_code.co_filename != difflib.__file__:
            return None
        lines += event == "line"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        pieces = differences(before, after)
    finally:
        sys.settrace(former)
    assert "".join(piece.text for piece in pieces if not piece.is_added) == before
    assert "".join(piece.text for piece in pieces if not piece.is_removed) == after
    return lines


def lines_of(letter, words):
    """Return lines of so many words, each followed by one that no other is like."""
    line = " ".join([letter] * words)
    return "".join(f"{line}\n{place}\n" for place in range(1900 // words))


def shuffled(words, join):
    words, chance = list(words), random.Random(7)
    before = join.join(words)
    chance.shuffle(words)
    return before[:4000], join.join(words)[:4000]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 1000, "b a " * 1000),
        *((lines_of("a", words), lines_of("b", words)) for words in (20, 29, 31, 49, 190)),
        ("." * 4000, "!" + "." * 3998 + "!"),
        ("!" + "." * 3998 + "!", "?" + "." * 3998 + "?"),
        (".," * 2000, ".." * 2000),
        ("a.\n" * 1300, "a.b.\n" * 800),
        shuffled(["a", "b"] * 1000, " "),
        shuffled([f"w{place}" for place in range(700)], " "),
        shuffled([f"w{place}" for place in range(100)], " "),
        shuffled([f"w{place}." for place in range(700)], " "),
        shuffled(list(".,;:") * 1000, ""),
        shuffled(list("ab\n ") * 90, ""),
    ],
)
def test_no_texts_make_much_work(before, after):
    assert work_of(before, after) < 5_000_000  # a tenth of a second


def test_long_text_with_a_few_other_words_is_compared_word_by_word():
    before = "".join(f"The city warms home {place} by the end of June. " for place in range(80))
    after = before.replace("home 7 by", "house 7 by").replace("home 70 by", "house 70 by")
    changed = [piece for piece in said(before, after) if piece[0] != SAME]
    assert changed == [(REMOVED, "home"), (ADDED, "house")] * 2


def test_tag_says_what_changed_and_escapes_it():
    page = Template("{% load differences %}{% word_differences before after %}").render(
        Context({"before": "a <b>", "after": "a <i>"})
    )
    assert "<del>" in page
    assert "[removed:" in page
    assert "<ins>" in page
    assert "&lt;" in page
    assert "<b>" not in page


def printed_whole(before: str, after: str) -> str:
    page = Template("{% load differences %}{% whole_differences before after %}").render(
        Context({"before": before, "after": after})
    )
    return re.sub(r'<span class="vh">.*?</span>', "", page).strip()


def test_whole_lines_are_never_cut():
    assert printed_whole("1 March 2026", "2 March 2027") == (
        '<del>1 March 2026</del><span aria-hidden="true"> → </span><ins>2 March 2027</ins>'
    )
    assert printed_whole("", "2 March 2027") == "<ins>2 March 2027</ins>"
    assert printed_whole("A, 1 May 2026\nB, 2 May 2026", "A, 1 May 2026\nB, 3 May 2026") == (
        "A, 1 May 2026<br><del>B, 2 May 2026</del><br><ins>B, 3 May 2026</ins>"
    )

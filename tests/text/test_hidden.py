"""What cannot be seen is taken out of texts; what joins letters and pictures stays."""

from __future__ import annotations

import pytest

from portal.text.hidden import one_line, paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "Two lines\nof plain words, é and ŵ.\n\n• A list",
        "علی\u200cرضا",
        "क्\u200dष",
        "Family 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "£5\u00a0million – “as said”",
    ],
)
def test_what_is_seen_stays(text):
    assert paragraphs(text) == text


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\u200f", "\x07", "\u00ad", "\u200d"]
)
def test_what_is_not_seen_is_taken_out(mark):
    assert paragraphs(f"One{mark} two\nthree{mark}") == "One two\nthree"
    assert one_line(f"One{mark} two") == "One two"


@pytest.mark.parametrize("text", ["\u200b\u2060", "\ufeff \n\u200b", "\u2800", "\u3164\u202e", "\u2028"])
def test_text_of_which_nothing_is_seen_is_empty(text):
    assert paragraphs(text) == one_line(text) == ""


def test_every_end_of_a_line_is_one():
    assert paragraphs("a\r\nb\rc\x85d\u2028e\u2029f\x0bg") == "a\nb\nc\nd\ne\nf\ng"
    assert one_line("a\x85b\u2028c\td") == "a b c d"

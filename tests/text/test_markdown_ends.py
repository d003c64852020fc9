"""Markdown at its ends: nothing, endless, nested too deep; the work grows with the text and not with its square."""

from __future__ import annotations

import time

import pytest

from portal.text.markdown import DEEPEST, MOST_CELLS, plain, render
from tests.text.house import check


@pytest.mark.parametrize("source", ["", " ", "\n\n", "\t"])
def test_nothing_stays_nothing(source):
    assert (render(source, key="k"), plain(source)) == ("", "")


@pytest.mark.parametrize("source", ["\0", "\ufeff", "\ud7ff", "\u202e", "\u2028"])
def test_what_is_not_seen_is_no_error(source):
    check(render(source, key="k"))
    assert "\n" not in plain(source)


@pytest.mark.parametrize(
    "source",
    ["a" * 100_000, "word " * 20_000, "\n" * 100_000, "**a** " * 16_000, "|a|\n|-|\n" + "|b|\n" * 20_000],
    ids=["one word", "words", "lines", "bold", "rows"],
)
def test_a_hundred_kilobytes_are_no_error(source):
    made = render(source[:100_000], key="k")
    check(made)
    assert len(made) < 2_000_000


WIDE = "\n|".join(("|a" * 2_500, "-|" * 2_500, "\n|" * 2_500))
SQUARE = "\n|".join(("|a" * 50, "-|" * 50)) + "\na" * 100 + "\n\n"
LONG = "|a|b|\n|-|-|" + "\na" * 10_000


@pytest.mark.parametrize("source", [WIDE, SQUARE * 50, LONG], ids=["wide", "many", "long"])
def test_cells_of_a_text_are_bounded_and_no_row_is_lost(source):
    made = render(source, key="k")
    assert made.count("<t") <= 2.2 * MOST_CELLS
    assert len(made) < 20 * len(source)
    assert plain(source).count("a") == source.count("a")


@pytest.mark.parametrize(
    "piece",
    ["a", "a_", "://", "http://", "http://a.", "http://a@", "https://a.uk/)", "[", "![", "@[", "*a ", "\n- )", "|"],
)
def test_work_grows_with_the_text_and_not_with_its_square(piece):
    few, many = (spent(piece * (size // len(piece))) for size in (5_000, 40_000))
    assert many < 0.2 + 32 * few  # eight times the text; its square is 64 times as much


def spent(source):
    """Return the processor time of the better of two renderings, as others use the machine meanwhile."""
    return min(spent_once(source) for _ in range(2))


def spent_once(source):
    begun = time.process_time()
    render(source, key="k")
    return time.process_time() - begun


@pytest.mark.parametrize(
    "mark", [">", "> ", "- ", "1. ", "* > ", "[", "![", "*", "_", "(", "`", "~~", "[^a]", "<", "@["]
)
def test_ten_thousand_marks_inside_one_another_are_no_error(mark):
    check(render(f"{mark * (10_000 // len(mark))} the end", key="k"))


@pytest.mark.parametrize("source", ["*" * 6_000 + "a" + "*" * 6_000, "*a " * 3_000 + "a* " * 3_000])
def test_emphasis_goes_no_deeper_than_quotes_and_loses_no_word(source):
    made = render(source, key="k")
    check(made)
    assert made.count("a") == source.count("a")
    assert (made.count("<em>") + made.count("<strong>")) in range(2, DEEPEST + 1)


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_what_is_nested_too_deep_is_printed_as_text_and_nothing_after_it_is_lost(mark):
    made = render(f"{mark * (DEEPEST + 30)}deep\n\nAfter all that.", key="k")
    check(made)
    assert "deep" in made
    assert "After all that." in made

"""A search is read as people write it, and bounded."""

from __future__ import annotations

import pytest

from portal.search.everyday import same_as
from portal.search.phrasing import MOST_WORDS, citable_number, read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("LG 3.2", "LG 3.2"),
        ("lg3.2", "LG 3.2"),
        ("lg 3 2", "LG 3.2"),
        (" CS1.14 ", "CS 1.14"),
        ("P 14", "P 14"),
        ("p14", "P 14"),
        ('"LG 3.2"', "LG 3.2"),
        ("LG 3", ""),
        ("P 3.2", ""),
        ("LG 3.2 housing", ""),
        ("lgbt", ""),
        ("p 99999", ""),
    ],
)
def test_number_is_read_as_printed(written: str, number: str) -> None:
    assert citable_number(written) == number


def test_read_keeps_phrases_and_leaves_words_out() -> None:
    asked = read('asset "right to bid" -school -"asset lock" or lease')

    assert asked.wanted == ("asset", "right to bid", "lease")
    assert asked.unwanted == ("school", "asset lock")


@pytest.mark.parametrize("written", ["", "   ", "-", "---", '""', "& | ! ( ) : *", "\ue000\ue001", "-school"])
def test_read_without_a_word_wants_nothing(written: str) -> None:
    assert read(written).wanted == ()


def test_read_is_bounded_and_says_so() -> None:
    many, long = read("word " * 50), read("x" * 10_000)

    assert many.trimmed
    assert len(many.wanted) == MOST_WORDS
    assert long.trimmed
    assert len(long.text) == 200
    assert not read("housing").trimmed


def test_read_leaves_control_and_private_characters_out() -> None:
    assert read("hous\x07ing \ue000mark\ue001").text == "hous ing mark"


def test_with_words_replaces_whole_words_only() -> None:
    assert read('"licencing" of relicencing').with_words({"licencing": "licensing"}) == '"licensing" of relicencing'


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("CIC", ("community interest company",)),
        ("cics", ("community interest company",)),
        ("s106", ("section 106",)),
        ("S.106A", ("section 106A",)),
        ("cities", ()),
        ("s", ()),
    ],
)
def test_shorthand_is_read_in_full(written: str, same: tuple[str, ...]) -> None:
    assert same_as(written, "en") == same
    assert same_as(written, "cy") == ()


def test_only_a_bare_abbreviation_asks_for_the_title_it_stands_for() -> None:
    full = "community interest company"
    assert [full in read(text).titles for text in ("what is a CIC", "CIC", "tax of a CIC", '"CIC"')] == [
        True,
        True,
        False,
        False,
    ]

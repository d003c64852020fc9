"""Plain text in lines that mail programs show whole."""

from __future__ import annotations

import pytest

from portal.text.wrapping import WIDTH, wrapped


def test_short_lines_stay():
    assert wrapped("Hello,\n\n  indented\n") == "Hello,\n\n  indented\n"


@pytest.mark.parametrize("beginning", ["", "  ", "    ", "* "])
def test_long_line_is_broken_between_words_below_its_own_beginning(beginning):
    lines = wrapped(beginning + "word " * 40).split("\n")
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[0].startswith(f"{beginning}word")
    assert all(line.startswith(f"{' ' * len(beginning)}word") for line in lines[1:])
    assert " ".join(" ".join(lines).split()).removeprefix("* ") == ("word " * 40).strip()


def test_address_and_endless_word_are_never_broken():
    address = f"http://localhost:8000/{'a-long-address/' * 20}?a=1&b=2"
    assert wrapped(address) == address
    assert wrapped(f"  {address}") == f"  {address}"
    assert wrapped("x" * 500) == "x" * 500


def test_words_with_hyphens_stay_whole():
    text = "co-operative " * 20
    assert all(word == "co-operative" for line in wrapped(text).split("\n") for word in line.split())


def test_what_keeps_words_together_stays():
    assert wrapped("of 10\u00a0December " * 8).count("\u00a0") == 8


def test_blanks_alone_are_an_empty_line():
    assert wrapped(f"a\n{' ' * 100}\nb") == "a\n\nb"

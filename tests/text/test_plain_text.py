"""The plain text of what members write: words, addresses, lists and quotes, and nothing that passes for the letter."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.text.hidden import hides
from portal.text.markdown import plain
from portal.text.plain_text import MOST_OF_ADDRESSES, as_text
from tests.text.test_markdown import CORPUS

SITE = "https://portal.example"


def text_of(source: str) -> str:
    return as_text(source, site=SITE)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("see **the list** on [the page](https://a.uk/x)", "see the list on the page (https://a.uk/x)"),
        ("[LG 1.15](/powers/lg-1-15/) is *it*.", f"LG 1.15 ({SITE}/powers/lg-1-15/) is it."),
        ("https://a.uk/x and <https://b.uk>", "https://a.uk/x and https://b.uk"),
        ("[https://bank.uk](https://evil.uk)", "https://bank.uk (https://evil.uk)"),
        ("[ask us](mailto:a@b.uk) or <a@b.uk>", "ask us (a@b.uk) or a@b.uk"),
        ("![the roof](https://a.uk/p.png)", "the roof (https://a.uk/p.png)"),
        ("[**both** `ways`](https://a.uk)", "both ways (https://a.uk)"),
        ("It is ~~not~~ open.", "It is ~~not~~ open."),
        ("Thank you, @[Olwen](person:7).", "Thank you, @Olwen."),
        ("# Heading\nwords", "Heading\n\nwords"),
        ("one\ntwo\\\nthree\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("> said\n> twice\n>\n> again\n\nI agree.", "> said\n> twice\n>\n> again\n\nI agree."),
        ("> a\n\n\n> b", "> a\n\n> b"),
        ("- one\n- two\n  more\n  - in it\n- three\n\nend", "* one\n* two\n  more\n  * in it\n* three\n\nend"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- a\n\n- b", "* a\n\n* b"),
        ("- > quoted\n  > twice", "* > quoted\n  > twice"),
        ("-\n- b", "*\n* b"),
        ("```\nx = 1\n\ny\n```\nafter", "    x = 1\n\n    y\n\nafter"),
        ("|a|b|\n|-|-|\n|1|[2](https://a.uk)|", "a | b\n1 | 2 (https://a.uk)"),
        ("a[^1] and b\n\n[^1]: the note", "a[1] and b\n\n[1] the note"),
        ("a < b &amp; c > d", "a < b & c > d"),
        ("<b>typed</b>", "<b>typed</b>"),
        ("[no](javascript:alert(1))", "[no](javascript:alert(1))"),
        ("", ""),
    ],
)
def test_text_reads_well(source, text):
    assert text_of(source) == text


@pytest.mark.parametrize("source", ["a\n\n---\n\nb", "a\n\n\\---\n\nb", "a\n\n&#45;- \n\nb", "a\n\n***\n\nb"])
def test_no_line_passes_for_the_end_of_what_somebody_wrote(source):
    assert text_of(source).split("\n") == ["a", "", "* * *", "", "b"]


@pytest.mark.parametrize("mark", ["&#10;", "&#13;", "&#x85;", "&#x2028;", "&#x202e;", "&#0;", "&#27;"])
def test_entity_writes_no_line_and_nothing_that_is_not_seen(mark):
    text = text_of(f"a{mark}Bcc: x@y.uk")
    assert len(text.splitlines()) == 1
    assert not hides(text)


@pytest.mark.parametrize("source", CORPUS)
def test_all_words_are_there_and_nothing_hidden_is(source):
    text = text_of(source)
    assert not hides(text)
    bare = re.sub(r"[^\w]", "", text)
    for word in re.findall(r"\w+", re.sub(r"[^\x20-\x7e]", " ", plain(source))):
        assert word in bare


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ab \n\t>-*#_~`[]()!|:^1.\\&;@<\u202e", max_size=200))
def test_any_text_is_taken(source):
    assert not hides(text_of(source))


def test_long_address_with_many_short_marks_is_said_a_bounded_number_of_times():
    text = text_of("[a] " * 5_000 + f"\n\n[a]: https://a.uk/{'x' * 1_900}")
    assert text.count("a.uk") == MOST_OF_ADDRESSES // len(f"https://a.uk/{'x' * 1_900}")
    assert len(text) < 20_000 + MOST_OF_ADDRESSES


@pytest.mark.parametrize("piece", ["> " * 25 + "a\n", "- " * 25 + "a\n", "1234567. " * 20 + "a\n"])
def test_lines_within_deep_quotes_and_lists_stay_short(piece):
    text = text_of(piece + "lazy\n" * 4_000)
    assert text.count("lazy") == 4_000
    assert len(text) < 1_000 + 60 * 4_000


@pytest.mark.parametrize(
    "piece", ["a\n\n", "[a](https://a.uk) ", "- a\n", "> a\n\n", "**a** ", "![a](/b) ", "|a", "- > "]
)
def test_work_grows_with_the_text_and_not_with_its_square(piece):
    few, many = (spent(piece * (size // len(piece))) for size in (5_000, 40_000))
    assert many < 0.2 + 32 * few


def spent(source: str) -> float:
    """Return the processor time of the better of two, as others use the machine meanwhile."""
    return min(spent_once(source) for _ in range(2))


def spent_once(source: str) -> float:
    start = time.process_time()
    text_of(source)
    return time.process_time() - start

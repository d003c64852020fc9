"""Numbers, icons and terms."""

import pytest

from portal.words.parts import Ink
from portal.words.templatetags.ui import icon, number, ref, status, term


@pytest.mark.parametrize(
    ("text", "ink"),
    [("LG 3.2", Ink.LOCAL_GOVERNMENT), ("CS 1.4", Ink.CIVIL_SOCIETY), ("P 12", Ink.BOTH)],
)
def test_ink_follows_the_prefix(text, ink):
    assert Ink.of(text) == ink


def test_number_carries_its_ink():
    assert number("CS 1.4") == '<span class="num" data-ink="cs">CS 1.4</span>'


def test_icon_alone_has_a_name_and_beside_a_word_is_hidden():
    assert 'aria-label="Search"' in icon("search", "Search")
    assert 'aria-hidden="true"' in icon("search")


def test_status_has_shape_and_word():
    html = status("late", "Paused")
    assert "#s-late" in html
    assert "Paused" in html


def test_ref_escapes_its_title():
    assert "<b>" not in ref("P 1", "<b>bold</b>", "/p/1/")


def test_term_opens_its_own_meaning():
    html = term("term-1", "society", "Society", "A <body>", "/handbooks/glossary/#society")
    assert 'popovertarget="term-1"' in html
    assert 'id="term-1" popover' in html
    assert "A &lt;body&gt;" in html

"""The lists of the forum on narrow screens, in a real browser."""

from __future__ import annotations

import pytest

from tests.browser import content
from tests.browser.conftest import Visit

EDGES = "links => links.map(link => Math.round(link.getBoundingClientRect().left))"
LINES = """marks => marks.map(mark => {
    mark.parentElement.style.inlineSize = '4rem';
    return Math.round(mark.getBoundingClientRect().height / parseFloat(getComputedStyle(mark).lineHeight));
})"""


@pytest.mark.parametrize("width", [320, 390])
def test_parts_of_the_forum_stand_in_columns(visit: Visit, width: int) -> None:
    page = visit("/network/", who=content.MEMBER).page
    page.set_viewport_size({"width": width, "height": 800})
    edges = page.locator(".tabs li").evaluate_all(EDGES)
    columns = len(set(edges))
    assert 1 < columns < len(edges) / 2
    assert edges == [sorted(set(edges))[place % columns] for place in range(len(edges))]


def test_count_beside_a_board_is_never_broken(visit: Visit) -> None:
    page = visit("/network/", who=content.MEMBER).page
    assert set(page.locator("nav.inpage .soft").evaluate_all(LINES)) == {1}


def test_what_only_screen_readers_say_has_no_space_before_a_colon(visit: Visit) -> None:
    page = visit("/network/", who=content.MEMBER).page
    names = page.locator("main").aria_snapshot()
    assert "new (" in names
    assert " :" not in names

"""What holds on every page: its frame, its manners, its accessibility, its width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SignIn
from tests.browser.page_types import EVERY, PageType
from tests.browser.watching import Watched, too_wide, violations

SIGNED_IN = {"sessionid", "messages"}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}


@pytest.fixture(scope="module", params=EVERY, ids=str)
def page_type(request: pytest.FixtureRequest) -> PageType:
    return request.param


@pytest.fixture(scope="module")
def opened(site: str, browser: Browser, sign_in: SignIn, page_type: PageType) -> Iterator[Watched]:
    """A page, opened once by a reader who comes for the first time, or by somebody who has just signed in."""
    context = browser.new_context(base_url=site, storage_state=sign_in(page_type.who))
    opened = Watched(context)
    answer = opened.page.goto(page_type.path)
    assert answer
    assert answer.status == page_type.status
    if page_type.reach:
        page_type.reach(opened.page)
        opened.page.wait_for_load_state("load")
    yield opened
    context.close()


def test_page_has_one_heading_of_its_own(opened: Watched) -> None:
    assert opened.page.locator("h1").count() == 1
    assert opened.page.locator("main h1").inner_text().strip()


def test_page_has_landmarks_and_a_language(opened: Watched) -> None:
    assert opened.page.locator("main").count() == 1
    assert opened.page.locator("html").get_attribute("lang") == "en-gb"
    assert opened.page.title().endswith("Resilient Cities")


def test_page_has_unique_ids(opened: Watched) -> None:
    ids = opened.page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert sorted(set(ids)) == sorted(ids)


def test_page_links_lead_to_parts_that_are_there(opened: Watched) -> None:
    lost = opened.page.evaluate(
        """[...document.querySelectorAll('a[href^="#"]')].map(link => link.hash.slice(1))
        .filter(id => id && !document.getElementById(id))"""
    )
    assert lost == []


def test_page_has_no_faults(opened: Watched) -> None:
    assert opened.faults == []


def test_page_asks_nobody_else(opened: Watched, site: str) -> None:
    assert opened.hosts == {site.removeprefix("http://")}


def test_page_sets_no_cookie_but_for_a_form(opened: Watched, page_type: PageType) -> None:
    names = {cookie["name"] for cookie in opened.context.cookies()}
    allowed = {"csrftoken"} if page_type.has_form else set()
    assert names <= (allowed | SIGNED_IN if page_type.who else allowed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
def test_page_has_no_violation(opened: Watched, size: dict[str, int], scheme: str) -> None:
    opened.page.set_viewport_size(size)
    opened.page.emulate_media(color_scheme=scheme)
    assert violations(opened.page) == []


@pytest.mark.parametrize("text", ["100%", "200%"])
def test_page_does_not_scroll_sideways(opened: Watched, text: str) -> None:
    opened.page.set_viewport_size(NARROW)
    opened.page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
    try:
        assert too_wide(opened.page) == []
    finally:
        opened.page.evaluate("document.documentElement.style.fontSize = ''")

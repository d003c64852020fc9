"""The portal by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import content
from tests.browser.conftest import Opener

FOCUS_IS_SEEN = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
  const inView = box.width > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
  const ringedByBrowser = element.matches("[type=date]:focus-within:not(:focus)");  // the button of its calendar
  return inView && (ringedByBrowser || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""
NAME = "() => document.activeElement.outerHTML.slice(0, 100)"


def tab_to(page: Page, target: Locator, *, most: int = 80) -> None:
    """Press Tab until `target` has the focus, which must be seen at each stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate(NAME)
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} is not reached in {most} steps")


def test_skip_link_leads_past_the_menu(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_menu_is_walked_in_the_order_it_is_read(page: Page) -> None:
    page.goto("/")
    menu = page.get_by_role("navigation", name="Main").get_by_role("link")
    tab_to(page, menu.first)
    for place in range(1, menu.count()):
        page.keyboard.press("Tab")
        expect(menu.nth(place)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("About")
    expect(menu.last).to_have_attribute("aria-current", "page")


def test_filters_are_set_and_sent(page: Page) -> None:
    page.goto("/handbooks/local-government/")
    tab_to(page, page.get_by_label("I am in"))
    page.keyboard.type("Sco")
    tab_to(page, page.get_by_label("Kind of entry"))
    page.keyboard.type("Pow")
    tab_to(page, page.get_by_role("button", name="Show"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?nation=scotland&.*kind=power&.*#contents$"))
    expect(page.locator("main")).to_contain_text("entries shown. 2 are left out.")
    expect(page.get_by_label("I am in")).to_have_value("scotland")


def test_definition_opens_and_closes_and_gives_the_focus_back(page: Page) -> None:
    page.goto(content.LAND)
    word = page.get_by_role("button", name="best consideration")
    definition = page.locator("main [popover]").first
    tab_to(page, word)
    expect(definition).to_be_hidden()
    page.keyboard.press("Enter")
    expect(definition).to_be_visible()
    expect(definition).to_contain_text(content.DEFINITION)
    page.keyboard.press("Tab")
    expect(definition.get_by_role("link", name="In the glossary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    expect(word).to_be_focused()


def test_definition_opens_without_script(open_reader: Opener) -> None:
    page = open_reader(java_script_enabled=False).page
    page.goto(content.LAND)
    page.get_by_role("button", name="best consideration").press("Enter")
    expect(page.locator("main [popover]").first).to_be_visible()


def test_search_is_sent_from_any_page(page: Page) -> None:
    page.goto(content.GLASGOW)
    tab_to(page, page.get_by_label("Search handbooks, precedents, glossary, plans, articles and the forum"))
    page.keyboard.type("electricity")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search results")
    expect(page.locator("main").get_by_role("link", name="LG 2.1 Generate and sell electricity").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", content.LAND, "/handbooks/local-government/", "/accounts/signup/"])
def test_focus_is_seen_at_every_stop(page: Page, path: str) -> None:
    page.goto(path)
    tab_to(page, page.locator("footer a").last, most=200)

"""What looks at the pages sees what it should: a check that finds nothing must be able to find something."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import content
from tests.browser.conftest import Opener
from tests.browser.watching import too_wide, violations


def test_faint_text_is_a_violation(page: Page) -> None:
    page.goto(content.LAND)
    assert violations(page) == []
    page.locator(".watch li").first.evaluate("element => { element.style.color = '#bbb' }")
    (found,) = violations(page)
    assert found.startswith("color-contrast: .watch")


def test_field_without_a_label_is_a_violation(page: Page) -> None:
    page.goto("/")
    page.locator("header label").evaluate("element => element.remove()")
    page.locator("#find").evaluate("element => element.removeAttribute('placeholder')")
    assert [found for found in violations(page) if found.startswith("label: ")]


def test_wide_word_is_found(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(content.LAND)
    page.locator("h1").evaluate("element => { element.style.whiteSpace = 'nowrap' }")
    width, *parts = too_wide(page)
    assert int(width.removesuffix("px")) > 320
    assert parts[0].startswith("<h1")


def test_refused_style_and_stranger_are_found(open_reader: Opener) -> None:
    reader = open_reader()
    reader.page.goto(content.LAND)
    reader.page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://example.org/x.png' }))")
    with reader.page.expect_event("console"):
        reader.page.locator("h1").evaluate("element => element.setAttribute('style', 'color: red')")
    assert any("img-src" in fault for fault in reader.faults)
    assert any("style-src" in fault for fault in reader.faults)
    assert "example.org" in reader.hosts

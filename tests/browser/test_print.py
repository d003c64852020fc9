"""An entry on paper: a handout of its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import content

PRINTED_AFTER = "link => getComputedStyle(link, '::after').content"


@pytest.fixture
def printed(page: Page) -> Page:
    page.goto(content.LAND)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("part", ["header nav", "header form", "footer", "main .filter", "main .tools", "main nav"])
def test_print_leaves_out_what_only_a_screen_can_use(printed: Page, part: str) -> None:
    found = printed.locator(part)
    assert found.count()
    for place in range(found.count()):
        expect(found.nth(place)).to_be_hidden()


def test_print_keeps_the_entry_and_how_to_cite_it(printed: Page) -> None:
    expect(printed.locator("main .title")).to_contain_text("LG 1.1")
    for heading in ("At a glance", "How to use it", "Before you rely on this", "Precedents", "Cite this"):
        expect(printed.get_by_role("heading", name=heading)).to_be_visible()


def test_print_explains_the_words_of_the_glossary(printed: Page) -> None:
    expect(printed.get_by_role("heading", name="Words used here")).to_be_visible()
    expect(printed.locator(".definitions dd")).to_have_text(content.DEFINITION)


def test_print_shows_the_addresses_of_the_law(printed: Page) -> None:
    law = printed.get_by_role("link", name="Local Government Act 1972, section 123")
    assert "https://www.legislation.gov.uk/ukpga/1972/70/section/123" in law.evaluate(PRINTED_AFTER)


def test_print_of_contents_leaves_out_the_picture_and_keeps_a_theme_with_its_entries(page: Page) -> None:
    page.goto("/handbooks/local-government/")
    page.emulate_media(media="print")
    expect(page.locator(".cover h1")).to_be_visible()
    expect(page.locator(".cover svg")).to_be_hidden()
    for part in (".theme .lead", ".theme h2"):
        assert page.locator(part).first.evaluate("part => getComputedStyle(part).breakAfter") == "avoid"


def test_print_keeps_the_list_of_like_precedents_on_one_page(page: Page) -> None:
    page.goto(content.GLASGOW)
    page.emulate_media(media="print")
    notes = page.locator("aside .mnote")
    assert set(notes.evaluate_all("notes => notes.map(note => getComputedStyle(note).breakInside)")) == {"avoid"}


def test_print_is_black_on_white_in_dark_mode(printed: Page) -> None:
    printed.emulate_media(media="print", color_scheme="dark")
    colours = "style => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    assert printed.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_print_makes_a_pdf_with_pages(printed: Page) -> None:
    paper = printed.pdf(format="A4")
    assert paper.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 4


def test_print_button_opens_the_dialogue(page: Page) -> None:
    page.add_init_script("window.print = () => { document.title = 'printing' }")
    page.goto(content.LAND)
    page.get_by_role("button", name="Print or PDF").click()
    expect(page).to_have_title("printing")


def test_print_is_on_a4(page: Page) -> None:
    page.goto(content.LAND)
    paper = page.pdf(prefer_css_page_size=True)
    (width, height), *_others = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert (round(float(width)), round(float(height))) == (595, 842)

"""A reader in Scotland, from the front door to a precedent and back; and what a first visit asks for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener

CHOICE = "?nation=scotland"


def arrives_at(page: Page, path: str) -> None:
    """The page is at `path`, with the choice kept."""
    expect(page).to_have_url(path + CHOICE)


def follow(page: Page, name: str, *, within: str = "main") -> None:
    page.locator(within).get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_reader_in_scotland_finds_what_applies(open_reader: Opener, script: bool) -> None:
    reader = open_reader(java_script_enabled=script)
    page = reader.page
    page.goto("/")
    follow(page, "Scotland", within=".opening")
    arrives_at(page, "/")
    expect(page.locator(".opening")).to_contain_text("This page shows what applies in Scotland.")
    follow(page, "Local government handbook")
    arrives_at(page, "/handbooks/local-government/")
    expect(page.locator("main")).not_to_contain_text("LG 1.1")
    follow(page, "A to Z")
    arrives_at(page, "/handbooks/a-z/")
    follow(page, "LG 1.1 Dispose of council land for less than full price")
    arrives_at(page, content.LAND)
    notice = page.get_by_role("region", name="Does not apply in Scotland")
    expect(notice).to_contain_text("In Scotland, see:")
    notice.get_by_role("link").click()
    arrives_at(page, content.LAND_IN_SCOTLAND)
    expect(page.get_by_role("heading", name="Applies in Scotland")).to_be_visible()
    follow(page, "Ask to take over a public building")
    arrives_at(page, content.REQUEST)
    expect(page.get_by_role("heading", name="Applies in Scotland")).to_be_visible()
    follow(page, "P 1 People Make Glasgow Communities")
    arrives_at(page, content.GLASGOW)
    follow(page, "CS 1.1 Ask to take over a public building", within=".sheets")
    arrives_at(page, content.REQUEST)
    assert reader.faults == []
    assert reader.context.cookies() == []


def test_chosen_nation_is_kept_by_every_link_of_an_entry(page: Page) -> None:
    page.goto(content.LAND + CHOICE)
    links = page.locator(f"main a[href^='/handbooks/']:not([href='{content.LAND}'])")
    addresses = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert addresses
    assert [address for address in addresses if CHOICE not in address and "glossary" not in address] == []


def test_city_stands_for_its_nation_and_is_taken_back(page: Page) -> None:
    page.goto(content.LAND)
    page.get_by_label("I am in").select_option(label="Glasgow (Scotland)")
    page.locator("main aside").get_by_role("button", name="Show").click()
    expect(page).to_have_url(content.LAND + CHOICE)
    page.get_by_role("region", name="Does not apply in Scotland").get_by_role("link").click()
    arrives_at(page, content.LAND_IN_SCOTLAND)
    page.get_by_role("link", name="Show every nation").click()
    expect(page).to_have_url(content.LAND_IN_SCOTLAND)
    expect(page.get_by_role("heading", name="Applies in")).to_have_count(0)


def test_first_visit_to_an_entry_asks_for_little(open_reader: Opener) -> None:
    reader = open_reader()
    reader.page.goto(content.LAND, wait_until="networkidle")
    kinds = reader.kinds
    sprites = {request.url for request in reader.requests if request.url.endswith(".svg")}
    assert kinds.pop("document") == 1
    assert 1 <= kinds.pop("stylesheet") <= 4
    assert 1 <= kinds.pop("font") <= 2
    assert kinds.pop("script") == 1
    assert {url.rpartition("/")[2] for url in sprites} <= {"icons.svg", "favicon.svg"}
    assert kinds.total() == len(sprites), kinds


def test_copy_of_the_citation_says_for_a_while_that_it_was_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(content.LAND)
    page.get_by_role("button", name="Copy").click()
    said = page.locator(".mnote [role=status]")
    expect(said).to_have_text("Copied")
    assert "LG 1.1" in page.evaluate("navigator.clipboard.readText()")
    expect(said).to_have_text("")


def test_search_of_10_000_characters_gets_a_page_of_ours(page: Page) -> None:
    """The server itself refuses longer lines; this one must come through to the portal."""
    answer = page.goto("/search/?q=" + "a" * 10_000)
    assert answer
    assert answer.status < 500
    expect(page.get_by_role("heading", level=1)).to_be_visible()

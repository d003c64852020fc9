"""From no account to signed in and out again, by the letter in the local mailbox."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.watching import follow, violations

ADDRESS, PASSWORD = "nia@example.org", "correct horse battery"


def test_person_signs_up_confirms_signs_in_and_out(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    sign_up(page)
    follow_the_letter(page)
    sign_in(page)
    expect(page.locator("header .account")).to_contain_text("Nia Evans")
    sign_out(page)
    expect(page.locator("header .account")).not_to_contain_text("Nia Evans")
    assert reader.faults == []


def sign_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill("Nia Evans")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Nation you work in").select_option("wales")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    assert violations(page) == []


def follow_the_letter(page: Page) -> None:
    follow(page.get_by_role("link", name="Open the mailbox"))
    assert violations(page) == []
    page.locator("main .slips a").first.click()
    expect(page.locator("main")).to_contain_text(ADDRESS)
    assert violations(page) == []
    follow(page.locator("main .note a").filter(has_text="confirm-email").first)
    assert violations(page) == []
    page.get_by_role("button", name="Yes, confirm it").click()


def sign_in(page: Page) -> None:
    page.goto("/handbooks/glossary/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/handbooks/glossary/$"))
    assert violations(page) == []


def sign_out(page: Page) -> None:
    page.locator("header .account summary").click()
    assert violations(page) == [], "with the menu open"
    follow(page.locator("header").get_by_role("link", name="Sign out"))
    assert violations(page) == []
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("[0-9]/$"))

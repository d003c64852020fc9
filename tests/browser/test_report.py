"""A reader reports a problem, without script."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import content
from tests.browser.conftest import Opener


def test_report_says_what_is_missing_and_then_thanks(open_reader: Opener) -> None:
    reader = open_reader(java_script_enabled=False)
    page = reader.page
    page.goto(content.SHARES)
    page.get_by_role("link", name="Report a problem with this page").click()
    page.get_by_label("In which part of the page?").fill("How to use it")
    page.get_by_label("Your email address").fill("not an address")
    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_role("alert")).to_contain_text("2 things need attention")
    message = page.get_by_label("What is wrong?")
    expect(message).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("In which part of the page?")).to_have_value("How to use it")
    page.get_by_role("alert").get_by_role("link", name="What is wrong?").click()
    expect(message).to_be_focused()

    message.fill("The second step has been repealed.")
    page.get_by_label("Your email address").fill("reader@example.org")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("link", name="Issue community shares").click()
    expect(page).to_have_url(content.SHARES)
    assert reader.faults == []

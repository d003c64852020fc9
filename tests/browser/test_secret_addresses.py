"""Addresses that hold a token: what their pages send is taken from a real browser, which says of itself what it may."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import content, hull
from tests.browser.conftest import Opener, SignIn
from tests.browser.server import Portal
from tests.browser.test_networks import open_letter


def test_addresses_of_feeds_are_made_void(open_reader: Opener, sign_in: SignIn) -> None:
    owner, program = open_reader(storage_state=sign_in(content.MEMBER)), open_reader()
    owner.page.goto("/network/feeds/")
    old = addresses(owner.page)
    assert [program.page.request.get(url).status for url in old] == [200] * len(old)
    owner.page.get_by_role("button", name="Make the addresses void").click()
    expect(owner.page.locator("main")).to_contain_text("The old addresses open nothing any more.")
    new = addresses(owner.page)
    assert [program.page.request.get(url).status for url in old] == [404] * len(old)
    assert [program.page.request.get(url).status for url in new] == [200] * len(new)
    assert owner.faults == []


def addresses(page: Page) -> list[str]:
    """Return the addresses that the page shows, of which there are some."""
    found = [field.input_value() for field in page.get_by_label("Address, to copy").all()]
    assert len(found) > 1
    return found


@pytest.mark.usefixtures("hull")
def test_link_in_a_letter_takes_its_form(portal: Portal, open_reader: Opener) -> None:
    reader = open_reader()
    portal.run("manage.py", "send_plan_reminders", "--in-process")
    open_letter(reader.page, hull.OWNER, "/letters/")
    reader.page.locator("main").get_by_role("button").click()
    expect(reader.page.get_by_role("status")).to_be_visible()
    assert reader.faults == []

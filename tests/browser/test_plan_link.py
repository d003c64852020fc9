"""The link of a reminder: from the letter to what the public reads, by somebody who is not signed in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hull
from tests.browser.conftest import Opener
from tests.browser.server import Portal
from tests.browser.test_networks import open_letter
from tests.browser.watching import violations

pytestmark = pytest.mark.usefixtures("hull")
SAID = "The first forty flats are warm."


def test_link_of_a_reminder_takes_one_update_without_signing_in(portal: Portal, open_reader: Opener) -> None:
    public, holder = open_reader(), open_reader()
    read(public.page)
    expect(public.page.locator("main")).not_to_contain_text(SAID)
    portal.run("manage.py", "send_plan_reminders", "--in-process")
    address = open_the_link(holder.page, portal)
    tell(holder.page)
    public.page.reload()
    expect(public.page.locator("main")).to_contain_text(SAID)
    expect(public.page.locator("main")).to_contain_text("At risk")
    open_again(holder.page, address, portal)
    assert [*public.faults, *holder.faults] == []


def read(page: Page) -> None:
    """Open the action from its plan, as anyone may."""
    page.goto(hull.PLAN)
    page.get_by_role("rowheader").get_by_role("link", name=hull.OVERDUE).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(hull.OVERDUE)


def open_the_link(page: Page, portal: Portal) -> str:
    """Follow the link in the letter, see that nothing was written by it, and return its address."""
    before = portal.kept()
    open_letter(page, hull.OWNER, "/plans/update/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Update of “{hull.OVERDUE}”")
    expect(page.locator("main")).to_contain_text("You write as Oona Owner")
    expect(page.locator("header .account")).to_contain_text("Sign in")
    page.reload()
    page.request.head(page.url)
    assert portal.kept() == before
    assert page.context.cookies() == []
    assert violations(page) == []
    return page.url


def tell(page: Page) -> None:
    """Say how it stands and forget what happened; then say both."""
    page.get_by_label("Under way, at risk").check()
    page.get_by_role("button", name="Publish the update").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what happened.")
    expect(page.get_by_label("Under way, at risk")).to_be_checked()
    page.get_by_label("What happened").fill(SAID)
    page.get_by_role("button", name="Publish the update").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your update is published")
    page.get_by_role("link", name="Open the update").click()
    expect(page.locator("main")).to_contain_text(SAID)
    expect(page.locator("main")).not_to_contain_text("Oona")


def open_again(page: Page, address: str, portal: Portal) -> None:
    """Open a used link: it says so, takes nothing, and writes nothing."""
    before = portal.kept()
    answer = page.goto(address)
    assert answer
    assert answer.status == 410
    expect(page.get_by_role("heading", level=1)).to_have_text("This link has ended")
    expect(page.locator("main")).to_contain_text("Its update is published. Each link takes one.")
    expect(page.locator("main form")).to_have_count(0)
    assert portal.kept() == before
    assert violations(page) == []

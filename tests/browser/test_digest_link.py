"""The link in a digest: turn it down, pause, take that back, by somebody who is not signed in, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.digests import SILENT
from tests.browser.server import Portal
from tests.browser.test_networks import open_letter
from tests.browser.test_pages import faults_of_frame, faults_of_looks

LINK = "/digests/unsubscribe/"


@pytest.fixture(scope="module")
def silent_reader(portal: Portal) -> None:
    portal.run("-m", "tests.browser.digests")


@pytest.mark.usefixtures("silent_reader")
def test_digest_is_turned_down_without_signing_in_and_without_scripts(portal: Portal, open_reader: Opener) -> None:
    looker, reader = open_reader(), open_reader(java_script_enabled=False)
    open_letter(looker.page, SILENT, LINK)
    look(looker.page, portal)
    reader.page.goto(looker.page.url)
    turn_down(reader.page)
    take_back(reader.page)
    looker.page.get_by_label("Pause until a date").check()
    looker.page.get_by_role("button", name="Save").click()
    expect(looker.page.get_by_role("alert")).to_contain_text("Give the date.")
    assert faults_of(looker.page) == []
    looker.page.get_by_label("No digest any more").check()
    looker.page.get_by_role("button", name="Save").click()
    expect(looker.page.get_by_role("status")).to_have_text("You get no digest.")
    assert faults_of(looker.page) == []
    assert looker.page.context.cookies() == reader.page.context.cookies() == []
    assert [fault for fault in (*looker.faults, *reader.faults) if "400" not in fault] == []


def look(page: Page, portal: Portal) -> None:
    """Read the page as scanners of mail do too; nothing changes by it."""
    before = portal.kept()
    expect(page.locator("main")).to_contain_text("Your digest comes every day at 09:00 (London)")
    expect(page.get_by_label("Leave it as it is: every day at 09:00 (London)")).to_be_checked()
    page.reload()
    page.request.head(page.url)
    assert portal.kept() == before
    assert faults_of(page) == []


def faults_of(page: Page) -> list[str]:
    return [*faults_of_frame(page), *faults_of_looks(page)]


def turn_down(page: Page) -> None:
    expect(page.get_by_label("Day of the week")).not_to_be_visible()
    page.get_by_label("Once a week").check()
    expect(page.get_by_label("Hour").filter(visible=True)).to_have_count(1)
    page.get_by_label("Day of the week").select_option("Friday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Your digest comes every Friday at 09:00 (London)")


def take_back(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Your digest comes every day at 09:00 (London)")

"""A writer drafts an entry and submits it; a reviewer checks and approves it; a reader finds it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener
from tests.factories.accounts import PASSWORD

TITLE, SUMMARY = "Buy empty homes", "Buy homes that stand empty, and let them."
POWER = "Buy a home that nobody lives in"
ADDRESS = f"{content.HOUSING}buy-empty-homes/"


def test_entry_goes_from_draft_to_readers(open_reader: Opener) -> None:
    reader, writer, reviewer = open_reader(), open_reader(), open_reader()
    see_that_it_is_not_there(reader.page)
    enter(writer.page, content.WRITER)
    draft(writer.page)
    preview(writer.page)
    submit(writer.page)
    see_that_it_is_own(writer.page)
    enter(reviewer.page, content.REVIEWER)
    approve(reviewer.page, "Approve", "It waits for “Reviewer's approval”")
    see_that_it_is_not_there(reader.page)
    approve(reviewer.page, "Approve and Publish", "readers see it now")
    find(reader.page)
    assert [*writer.faults, *reviewer.faults, *reader.faults] == []


def see_that_it_is_not_there(page: Page) -> None:
    answer = page.goto(ADDRESS)
    assert answer
    assert answer.status == 404
    page.goto(content.HOUSING)
    expect(page.locator("main")).not_to_contain_text(TITLE)


def enter(page: Page, email: str) -> None:
    page.goto("/editor/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/editor/$"))


def draft(page: Page) -> None:
    page.goto("/editor/pages/")
    for title in ("Handbooks", "Local government handbook", "Housing"):
        page.get_by_role("link", name=f"Explore child pages of '{title}'").click()
    page.locator("main").get_by_role("link", name="Add child page").first.click()
    page.wait_for_url("**/add/handbooks/entrypage/*/")
    page.locator("#id_title").fill(TITLE)
    page.get_by_label("Summary").fill(SUMMARY)
    page.locator("#id_nations").get_by_label("Scotland").check()
    page.get_by_label("Why there is no provision").fill("It rests on the general powers of councils.")
    page.locator("[data-contentpath=what_it_lets_you_do] [contenteditable=true]").click()
    page.keyboard.type(POWER)
    expect(page.locator("input[name=what_it_lets_you_do]")).to_have_value(re.compile(POWER))
    page.get_by_role("button", name="Add step").click()
    page.locator("#id_steps-0-text").fill("Find the owner")
    page.get_by_role("button", name="Add limit or risk").click()
    page.locator("#id_limits-0-text").fill("It takes about a year.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text(TITLE)


def preview(page: Page) -> None:
    """Open the live preview, which follows what is typed."""
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text(TITLE)
    # As fast as people type: in its first two seconds Wagtail may not hear of a change.
    page.locator("#id_steps-0-text").press("End")
    page.locator("#id_steps-0-text").press_sequentially(", and write to them", delay=150)
    expect(shown.get_by_text("Find the owner, and write to them")).to_be_visible()


def submit(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Submit to Handbook review").click()
    expect(page.locator(".messages")).to_contain_text("It waits for “Writer's check” by Reviewers or Writers.")


def see_that_it_is_own(page: Page) -> None:
    """Whoever wrote it is not offered to check it."""
    page.goto("/editor/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/edit/")
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("button", name="Request changes")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


def approve(page: Page, act: str, outcome: str) -> None:
    """Take the step of the workflow that waits for this person."""
    page.goto("/editor/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/edit/")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.locator(".messages")).to_contain_text(outcome)


def find(page: Page) -> None:
    """The theme was read, and kept, before: publishing must have made that page stale."""
    page.goto(content.HOUSING)
    page.locator("main").get_by_role("link", name=f"LG 1.5 {TITLE}").click()
    expect(page.locator("main .lede")).to_have_text(SUMMARY)
    expect(page.locator("main article")).to_contain_text(POWER)
    expect(page.locator("main .steps")).to_contain_text("write to them")

"""The form of an entry in a browser: days as people type them, and drafts that are saved once, when people say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener, SignIn

NUMBERS = count(1)


@pytest.fixture
def form(open_reader: Opener, sign_in: SignIn) -> Iterator[Page]:
    """The form of a new entry with nothing but a title, on which nothing may go wrong."""
    writer = open_reader(storage_state=sign_in(content.WRITER))
    page = writer.page
    page.goto("/editor/pages/")
    for title in ("Handbooks", "Local government handbook", "Housing"):
        page.get_by_role("link", name=f"Explore child pages of '{title}'").click()
    page.locator("main").get_by_role("link", name="Add child page").first.click()
    page.wait_for_url("**/add/handbooks/entrypage/*/")
    expect(page.locator("body.ready")).to_be_attached()  # Wagtail's scripts make the slug
    page.locator("#id_title").press_sequentially(f"Let hall {next(NUMBERS)} for a penny")
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).to_have_value(re.compile("for-a-penny"))
    yield page
    assert writer.faults == []


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/editor/pages/\d+/edit/$"))
    expect(page.locator(".messages")).to_contain_text("for a penny")


def type_into(page: Page, field: str, words: str) -> None:
    page.locator(field).click()
    page.locator(field).fill(words)
    page.keyboard.press("Tab")


def test_day_is_taken_as_it_is_typed(form: Page) -> None:
    for typed in ("03/02/2012", "4 February 2012", "5 Feb 2012", "2012-02-06"):
        type_into(form, "#id_last_reviewed", typed)
        expect(form.locator("#id_last_reviewed")).to_have_value(typed)
        save(form)
        expect(form.locator("#id_last_reviewed")).to_have_value(re.compile("0[3456]/02/2012"))


def test_day_that_is_none_stays_and_is_refused_beside_its_field(form: Page) -> None:
    type_into(form, "#id_last_reviewed", "31/02/2020")
    type_into(form, "#id_review_due", "next spring")
    form.get_by_role("button", name="Save draft").click()
    expect(form.locator("#panel-child-content-review-section .error-message")).to_have_count(2)
    expect(form.locator("#id_last_reviewed")).to_have_value("31/02/2020")
    expect(form.locator("#id_review_due")).to_have_value("next spring")


def test_day_of_a_row_stays_as_it_is_typed(form: Page) -> None:
    form.get_by_role("button", name="Add legal basis").click()
    type_into(form, "#id_legal_bases-0-in_force_on", "31/02/2020")
    expect(form.locator("#id_legal_bases-0-in_force_on")).to_have_value("31/02/2020")


def test_calendar_opens_for_the_pointer_and_writes_the_day(form: Page) -> None:
    field, calendar = form.locator("#id_last_reviewed"), form.locator(".xdsoft_datetimepicker:visible")
    field.fill("20/02/2012")
    field.click()
    calendar.locator("[data-date='3'][data-month='1']").click()
    expect(field).to_have_value("03/02/2012")
    form.keyboard.press("Tab")
    expect(calendar).to_have_count(0)


def test_row_is_saved_once_and_only_when_asked(form: Page) -> None:
    form.get_by_role("button", name="Add step").click()
    form.locator("#id_steps-0-text").press_sequentially("Find the owner")
    form.wait_for_timeout(1500)
    expect(form).to_have_url(re.compile("/add/"))
    save(form)
    form.get_by_role("button", name="Add limit or risk").click()
    form.locator("#id_limits-0-text").press_sequentially("It takes a year.")
    form.wait_for_timeout(1500)
    save(form)
    form.reload()
    expect(form.locator("#id_steps-TOTAL_FORMS")).to_have_value("1")
    expect(form.locator("#id_limits-TOTAL_FORMS")).to_have_value("1")
    form.goto(form.url.replace("/edit/", "/history/"))
    expect(form.get_by_text("Draft saved")).to_have_count(2)


def test_leaving_with_changes_is_asked_about(form: Page) -> None:
    asked: list[str] = []
    form.wait_for_timeout(2500)  # the form looks for changes from two seconds on
    form.locator("#id_summary").press_sequentially("It lets a council let a hall.")
    form.wait_for_timeout(1500)
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.goto("/editor/")
    assert asked == ["beforeunload"]


def test_schedule_is_set_with_the_keyboard_and_saved_with_a_click(form: Page) -> None:
    save(form)
    form.get_by_role("button", name="Toggle status").click()
    form.get_by_role("button", name="Set schedule").click()
    form.locator("#id_go_live_at").click()
    form.locator("#id_go_live_at").fill("31/12/2099 14:30")
    form.keyboard.press("Tab")
    expect(form.locator("#id_expire_at")).to_be_focused()
    form.wait_for_timeout(500)  # a calendar opens a little after its field is reached
    expect(form.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    form.get_by_role("button", name="Save schedule").click()
    expect(form.locator(".messages")).to_contain_text("for a penny")
    expect(form.locator("#id_go_live_at")).to_have_value("31/12/2099 14:30")

"""An event from its call to what comes of it, in a real browser: without scripts, and by keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import content, events
from tests.browser.test_keyboard import tab_to

TITLE = "Heat pumps in tenements"


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def facts(page: Page):
    return page.get_by_role("region", name="When and where")


def test_event_is_called_joined_and_cancelled_without_scripts(sign_in_as) -> None:
    host = sign_in_as(content.MEMBER, java_script_enabled=False)
    host.goto(events.EVENTS)
    host.get_by_role("link", name="Call an event").click()
    host.get_by_label("Learning visit").check()
    host.get_by_label("Title").fill(TITLE)
    host.get_by_label("What it is about").fill("We open **three** closes.")
    host.get_by_label("Day", exact=True).fill("2031-03-30")
    host.get_by_label("Starts at").fill("01:30")
    host.get_by_label("Ends at").fill("11:00")
    host.locator("#id_place").fill("12 Calder Street")
    host.locator("#id_capacity").fill("1")
    host.get_by_role("button", name="Announce the event").click()
    expect(host.get_by_role("alert")).to_contain_text("There is no 01:30 on that day: the clocks go forward.")
    expect(host.get_by_label("Title")).to_have_value(TITLE)
    host.get_by_label("Starts at").fill("12:00")
    host.get_by_role("button", name="Announce the event").click()
    expect(host.get_by_role("alert")).to_contain_text("It must end after it starts.")
    host.get_by_label("Ends at").fill("13:30")
    host.get_by_role("button", name="Announce the event").click()
    expect(heading(host)).to_have_text(TITLE)
    expect(facts(host)).to_contain_text("Sunday 30 March 2031, 12:00 to 13:30, London time (BST)")
    address = host.url

    guest = sign_in_as(content.ADVISER, java_script_enabled=False)
    guest.goto(address)
    expect(facts(guest)).not_to_contain_text("12 Calder Street")
    guest.get_by_role("button", name="I will come").click()
    expect(facts(guest)).to_contain_text("You are coming")
    expect(facts(guest)).to_contain_text("12 Calder Street")

    late = sign_in_as(content.COORDINATOR, java_script_enabled=False)
    late.goto(address)
    late.get_by_role("button", name="Join the waiting list").click()
    expect(facts(late)).to_contain_text("You are number 1 on the waiting list.")
    guest.get_by_role("button", name="I cannot come").click()
    late.reload()
    expect(facts(late)).to_contain_text("You are coming")

    host.goto(address)
    host.get_by_role("link", name="Cancel the event").click()
    host.get_by_label("Why").fill("The lift is broken.")
    host.get_by_role("button", name="Cancel the event for all").click()
    late.reload()
    expect(late.locator("main")).to_contain_text("The lift is broken.")
    expect(late.get_by_role("button", name="I cannot come")).to_have_count(0)


def test_who_comes_says_so_by_keyboard_and_writes_what_came_of_it(sign_in_as) -> None:
    page = sign_in_as(content.ADVISER)
    page.goto(events.EVENTS)
    link = page.get_by_role("link", name=events.AHEAD)
    tab_to(page, link)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(events.AHEAD)
    tab_to(page, page.get_by_role("button", name="I will come"))
    page.keyboard.press("Enter")
    expect(facts(page)).to_contain_text("You are coming")
    expect(facts(page).get_by_role("link", name="https://meet.example.org/homes")).to_be_visible()
    page.get_by_role("link", name="Write notes").click()
    page.get_by_label("Notes").fill("The **third** close was warmest.")
    page.get_by_role("button", name="Save the notes").click()
    expect(page.get_by_role("region", name="Notes").locator("strong")).to_have_text("third")
    page.goto(page.url.partition("#")[0])
    tab_to(page, page.get_by_role("button", name="I cannot come"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I will come")).to_be_visible()


def test_host_calls_and_changes_an_event_by_keyboard_beside_another_host(sign_in_as) -> None:
    page = sign_in_as(content.COORDINATOR)
    page.goto(events.START)
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("Ponds on roofs")
    page.keyboard.press("Tab")
    page.keyboard.type("We look at **two** ponds.")
    expect(page.locator("#preview-text strong")).to_have_text("two")
    for label, said in (("Day", "2031-12-03"), ("Starts at", "10:00"), ("Ends at", "11:30")):
        page.get_by_label(label, exact=True).fill(said)  # what keys mean in it is the browser's
    page.get_by_role("button", name="Announce the event").press("Enter")
    expect(heading(page)).to_have_text("Ponds on roofs")
    expect(facts(page)).to_contain_text("Wednesday 3 December 2031, 10:00 to 11:30")
    tab_to(page, page.get_by_role("link", name="Change when, where or places"))
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Change the event")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#id_place").fill("The first roof")
    other.get_by_role("button", name="Save").click()
    expect(facts(other)).to_contain_text("The first roof")
    page.locator("#id_place").press_sequentially("The second roof")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(page.get_by_role("table")).to_contain_text("The first roof")
    page.get_by_role("button", name="Save").press("Enter")
    expect(facts(page)).to_contain_text("The second roof")

"""Into a network by invitation, with an account made on the way, and by asking."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener
from tests.factories.accounts import PASSWORD

INVITED, CITY, PEOPLE = "newcomer@example.org", "/cities/glasgow/", "/cities/glasgow/network/"


def enter(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("header .account")).to_contain_text("Sign out")


def open_letter(page: Page, address: str, words: str) -> None:
    """Follow the link with these words in it, in the newest letter to an address."""
    page.goto("/mailbox/")
    page.locator("main .slips li").filter(has_text=address).first.locator("a").first.click()
    page.locator("main .note a").filter(has_text=words).first.click()


def test_invited_person_signs_up_on_the_way_and_is_in(open_reader: Opener) -> None:
    coordinator, newcomer = open_reader(), open_reader()
    enter(coordinator.page, content.COORDINATOR)
    invite(coordinator.page)
    open_letter(newcomer.page, INVITED, "invitations")
    expect(newcomer.page.locator("main")).to_contain_text("Catriona Coordinator invites you")
    newcomer.page.get_by_role("button", name="Join with a new account").click()
    sign_up(newcomer.page)
    open_letter(newcomer.page, INVITED, "confirm-email")
    newcomer.page.get_by_role("button", name="Yes, confirm it").click()
    enter(newcomer.page, INVITED)
    newcomer.page.goto(PEOPLE)
    expect(newcomer.page.locator("main")).to_contain_text("Una Newcomer")
    assert [*coordinator.faults, *newcomer.faults] == []


def invite(page: Page) -> None:
    page.goto(PEOPLE)
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("Email addresses").fill(f"Una <{INVITED}>\nnot an address")
    page.get_by_role("button", name="Send the invitations").click()
    results = page.get_by_role("status")
    expect(results).to_contain_text("Enter a valid email address")
    expect(results).to_contain_text("Sent")
    expect(page.get_by_label("Email addresses")).to_have_value("not an address")


def sign_up(page: Page) -> None:
    page.get_by_label("Your name").fill("Una Newcomer")
    page.get_by_label("Email").fill(INVITED)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")


def test_person_asks_and_a_coordinator_answers(open_reader: Opener) -> None:
    asking, coordinator = open_reader(), open_reader()
    enter(asking.page, content.REVIEWER)
    ask(asking.page)
    enter(coordinator.page, content.COORDINATOR)
    answer(coordinator.page)
    asking.page.goto(PEOPLE)
    expect(asking.page.locator("main")).to_contain_text("Rhys Reviewer")
    leave(asking.page)
    assert [*asking.faults, *coordinator.faults] == []


def ask(page: Page) -> None:
    page.goto(CITY)
    page.get_by_role("link", name="Join the network").click()
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("alert")).to_contain_text("2 things need attention")
    page.get_by_label("Your organisation").fill("The Baths Trust")
    page.get_by_label("Why do you want to join?").fill("We want to run the baths.")
    page.get_by_role("button", name="Ask to join").click()
    expect(page).to_have_url(re.compile(f"{CITY}$"))
    expect(page.locator("main")).to_contain_text("Your request is with the coordinators")


def answer(page: Page) -> None:
    page.goto(CITY)
    page.get_by_role("link", name="Requests to join that wait for you").click()
    page.get_by_role("link", name="Rhys Reviewer").click()
    expect(page.locator("main")).to_contain_text("We want to run the baths.")
    page.get_by_label("Let them join").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("main")).to_contain_text("Rhys Reviewer is in the network.")


def leave(page: Page) -> None:
    page.get_by_role("link", name="Leave the network").click()
    page.get_by_role("button", name="Leave the network").click()
    expect(page.locator("main")).to_contain_text("You have left the network of Glasgow.")

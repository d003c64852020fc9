"""A member asks for advice, an adviser agrees and logs it, and the public reads what came of it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener, SignIn
from tests.browser.watching import violations

TOPIC = "A residents’ bond for school solar"
OUTCOME = "The term sheet was read; the council sells in two rounds."
DOUBTS = "The treasury officer has doubts about it."


def test_advice_from_question_to_what_came_of_it(open_reader: Opener, sign_in: SignIn) -> None:
    member = open_reader(storage_state=sign_in(content.MEMBER))
    adviser = open_reader(storage_state=sign_in(content.ADVISER))
    public = open_reader()

    address = ask(member.page)
    agree(adviser.page)
    expect_answer(member.page, address)
    log(adviser.page)
    read_as_public(public.page)
    for reader in (member, adviser, public):
        assert reader.faults == []


def ask(page: Page) -> str:
    """Ask from the page of the city, and return the address of the request."""
    page.goto("/cities/glasgow/")
    page.get_by_role("link", name="Ask for advice").click()
    page.get_by_label("Topic").fill(TOPIC)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_label("Topic")).to_have_value(TOPIC)
    page.get_by_label("Your question").fill("How did others sell it, and who carried the risk?")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TOPIC)
    expect(page.locator("main")).to_contain_text("Your request is with the advisers.")
    expect(page.locator("main")).to_contain_text("Take it back")
    return page.url


def agree(page: Page) -> None:
    """Find the request in the adviser's list, and set a day and a half aside for it."""
    page.goto("/cities/glasgow/advice/")
    page.get_by_role("link", name="Advice calendar").click()
    page.get_by_role("link", name=TOPIC).first.click()
    form = page.locator("details.act[open]")
    form.get_by_label("Days").fill("1.3")
    form.get_by_role("button", name="Agree, and set them aside").click()
    expect(form.locator(".field .msg")).to_contain_text("Give days in halves")
    expect(form.get_by_label("Days")).to_have_value("1.3")
    assert violations(page) == []
    form.get_by_label("Days").fill("1.5")
    form.get_by_role("button", name="Agree, and set them aside").click()
    expect(page.locator("main")).to_contain_text("The days are set aside.")
    expect(page.locator(".glance")).to_contain_text("1½ days")


def expect_answer(page: Page, address: str) -> None:
    """See as the member that it is agreed, and that there is nothing to answer."""
    page.goto(address)
    expect(page.locator(".glance")).to_contain_text("Agreed")
    expect(page.locator("details.act")).to_have_count(0)


def log(page: Page) -> None:
    """Log one day, with a private note, and mark the request as delivered."""
    form = page.locator("details.act[open]")
    form.get_by_label("Days").fill("1")
    form.get_by_label("Date").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    form.get_by_label("What came of it").fill(OUTCOME)
    form.get_by_label("Private note").fill(DOUBTS)
    form.get_by_role("button", name="Log them").click()
    expect(page.locator("main")).to_contain_text("The days are logged.")
    expect(page.locator("main")).to_contain_text(DOUBTS)
    page.get_by_text("Mark it as delivered").first.click()
    page.get_by_role("button", name="Mark it as delivered").click()
    expect(page.locator("main")).to_contain_text("The request is delivered.")


def read_as_public(page: Page) -> None:
    page.goto("/cities/glasgow/advice/")
    expect(page.locator(".tally i")).to_have_count(10)
    page.get_by_role("link", name=TOPIC).click()
    expect(page.locator("main")).to_contain_text(OUTCOME)
    expect(page.locator("main")).to_contain_text(re.compile("1 day, .*Adviser"))
    for private in (DOUBTS, "who carried the risk", "Set aside", "Ledger"):
        expect(page.locator("main")).not_to_contain_text(private)

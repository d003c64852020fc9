"""An action from its first draft to what the public reads of it: by coordinator, partner, adviser and a reader."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener
from tests.browser.plans import PLAN
from tests.browser.test_networks import enter

TITLE, DISPUTE = "Open the lido again", "The water is still cold."


def test_action_is_planned_agreed_told_and_disputed(open_reader: Opener) -> None:
    coordinator, partner, adviser, reader = (open_reader() for _ in range(4))
    enter(coordinator.page, content.COORDINATOR)
    enter(partner.page, content.MEMBER)
    enter(adviser.page, content.ADVISER)
    address = plan_it(coordinator.page)
    ask_the_council(coordinator.page)
    reader.page.goto(PLAN)
    expect(reader.page.locator("main")).not_to_contain_text(TITLE)
    accept(partner.page)
    tell_of_it(coordinator.page, address)
    publish(coordinator.page)
    dispute(partner.page, address)
    follow_it(reader.page, address)
    read_along(adviser.page, address)
    assert [*coordinator.faults, *partner.faults, *adviser.faults, *reader.faults] == []


def plan_it(page: Page) -> str:
    """Add an action, and return its address."""
    page.goto(f"{PLAN}manage/")
    page.get_by_role("link", name="Add an action").first.click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Summary").fill("Heat the water with what the baths give off.")
    page.get_by_label("Objective").select_option(label="Buildings for those who use them")
    page.locator("[name=visibility][value=public]").check()
    page.get_by_role("button", name="Add it").click()
    expect(page).to_have_url(re.compile("/parts/"))
    return page.url.partition("parts/")[0]


def ask_the_council(page: Page) -> None:
    """Name the council as co-owner, and say that no power is needed."""
    asking = page.locator("form").filter(has=page.get_by_role("button", name="Ask them"))
    asking.locator("select").first.select_option(index=1)
    asking.get_by_label("Its part").select_option(label="Co-owner")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("main")).to_contain_text("Asked on")


def accept(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"asked to take part in “{TITLE}”")).click()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether your organisation takes part.")
    page.get_by_label("Accept: the plan names your organisation").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("main")).to_contain_text("accepted")


def tell_of_it(page: Page, address: str) -> None:
    """Say that it is done, be asked for evidence, and say that it is under way."""
    page.goto(f"{address}update/")
    page.locator("[name=stage][value=done]").check()
    page.get_by_label("What happened").fill("The first people swam.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("at least one piece of evidence")
    expect(page.get_by_label("What happened")).to_have_value("The first people swam.")
    page.locator("[name=stage][value=under_way]").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("The first people swam.")


def publish(page: Page) -> None:
    page.goto(f"{PLAN}publish/")
    expect(page.locator("main")).to_contain_text(TITLE)
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_role("status").first).to_contain_text("is published")


def dispute(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=re.compile("^Agree or dispute")).click()
    page.get_by_label("Disputes it").check()
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you do not agree with.")
    page.get_by_label("Why").fill(DISPUTE)
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.locator("main")).to_contain_text(DISPUTE)


def follow_it(page: Page, address: str) -> None:
    """Find the action in the plan as anyone may, with the dispute beside the claim and nobody's name."""
    page.goto(PLAN)
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.locator("main")).to_contain_text("The first people swam.")
    expect(page.locator("main")).to_contain_text(DISPUTE)
    expect(page.locator("main")).not_to_contain_text("Catriona")
    expect(page.get_by_role("link", name="Edit this action")).to_have_count(0)


def read_along(page: Page, address: str) -> None:
    """The adviser reads the working text, and changes nothing."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Working text")
    expect(page.get_by_role("link", name="Edit this action")).to_have_count(0)
    assert page.goto(f"{address}edit/").status == 403  # type: ignore[union-attr]


def test_two_who_edit_at_once_lose_nothing(open_reader: Opener) -> None:
    first, second = open_reader(), open_reader()
    for one in (first, second):
        enter(one.page, content.COORDINATOR)
        one.page.goto(f"{PLAN}manage/")
    link = first.page.locator("[data-action] a").filter(has_text="Whole text").first.get_attribute("href") or ""
    for one in (first, second):
        one.page.goto(link)
    before = second.page.get_by_label("Summary").input_value()
    first.page.get_by_label("Summary").fill("Theirs: a lease first.")
    first.page.get_by_role("button", name="Save").click()
    second.page.get_by_label("Summary").fill("Mine: a transfer first.")
    second.page.get_by_role("button", name="Save").click()
    main = second.page.locator("main")
    for words in (before, "Theirs:", "Mine:"):
        expect(main).to_contain_text(words)
    second.page.get_by_label("Keep mine").check()
    second.page.get_by_role("button", name="Save what I chose").click()
    second.page.goto(link.replace("edit/", ""))
    expect(second.page.locator("main")).to_contain_text("Mine: a transfer first.")
    restore(second.page, link, before)


def restore(page: Page, link: str, summary: str) -> None:
    """Leave the plan as the other tests of the portal find it."""
    page.goto(link)
    page.get_by_label("Summary").fill(summary)
    page.get_by_role("button", name="Save").click()

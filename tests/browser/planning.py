"""How to reach the pages where coordinators and members write a plan."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.plans import ACTION, PLAN

MANAGE, BEGIN = f"{PLAN}manage/", "/cities/newcastle-upon-tyne/plan/begin/"


def open_first(name: str) -> Callable[[Page], None]:
    """Return what opens a link of the first action in the coordinators' list."""

    def open_it(page: Page) -> None:
        link = page.locator("[data-action] a").filter(has_text=name).first
        page.goto(link.get_attribute("href") or "")

    return open_it


def unfold_line(page: Page) -> None:
    """Open the form of a line in its place."""
    page.locator("[data-action] a").filter(has_text="Title, dates, owner").first.click()
    page.locator("[data-action] form.fields").wait_for()


def send_wrong_line(page: Page) -> None:
    unfold_line(page)
    page.locator("[data-action] form.fields").get_by_label("Title").fill("")
    page.locator("[data-action] form.fields").get_by_role("button", name="Save").click()
    page.locator("[data-action] [role=alert]").wait_for()


def open_clash(page: Page) -> None:
    """Send the form of an action as if somebody else had saved it since."""
    open_first("Whole text")(page)
    page.get_by_label("Title").fill("Bring the baths into the hands of those who swim")
    page.evaluate("document.querySelector('main [name=seen]').value = 0")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Somebody else saved this first").wait_for()


def search_basis(page: Page) -> None:
    open_first("Partners, basis, milestones")(page)
    page.get_by_label("Find an entry or a precedent").fill("council land")
    page.locator("#naming").get_by_role("button", name="Search").click()
    page.locator("#naming").get_by_role("button", name="Add it").wait_for()


def send_empty_step(page: Page) -> None:
    open_first("Partners, basis, milestones")(page)
    page.get_by_role("button", name="Add it").last.click()
    page.get_by_role("alert").first.wait_for()


def send_wrong_update(page: Page) -> None:
    """Send an update without words, with evidence that has no title."""
    open_first("Update")(page)
    page.get_by_label("Address").first.fill("https://example.org/")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("alert").first.wait_for()


def open_correction(page: Page) -> None:
    """Correct the first update of the plan's action, as somebody who has no draft of another."""
    page.get_by_role("link", name=ACTION).first.click()
    page.get_by_role("link", name="Correct this update").first.click()
    page.get_by_role("heading", name="Correct an update").wait_for()

"""A report from its reader to an appeal of its author, in a real browser: with scripts, without, and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import judging
from tests.browser.test_keyboard import tab_to
from tests.browser.ties import of

REASON = "It is against a person, and not about the minutes."


def open_thread(page: Page, title: str) -> None:
    page.goto(judging.BOARD)
    page.locator("main").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def moderate(page: Page, title: str) -> None:
    page.goto(judging.BOARD)
    of(title, "moderate")(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_post_is_reported_hidden_appealed_changed_and_shown_again(sign_in_as, scripts) -> None:
    title = judging.TRIED[scripts]
    reader = sign_in_as(judging.REPORTER, java_script_enabled=scripts)
    open_thread(reader, title)
    reader.locator("#p2 summary").click()
    reader.locator("#p2").get_by_role("link", name="Report").click()
    reader.get_by_role("radio", name="Something else").check()
    reader.get_by_role("button", name="Report the post").click()
    expect(reader.get_by_role("alert")).to_contain_text("Say what is wrong.")
    reader.get_by_role("textbox", name="Say more").fill("They call my figures invented.")
    reader.get_by_role("button", name="Report the post").click()
    expect(reader.locator("main")).to_contain_text("Nobody has decided yet.")

    moderator = sign_in_as(judging.MODERATOR, java_script_enabled=scripts)
    moderator.goto("/network/")
    moderator.locator("main").get_by_role("link", name="Moderation", exact=True).click()
    moderator.locator("main").get_by_role("link", name=f"{title}, #2").click()
    expect(moderator.locator("main")).to_contain_text("They call my figures invented.")
    moderator.get_by_role("radio", name="The report is right: hide the post").check()
    moderator.get_by_label("Why it is hidden").fill(REASON)
    moderator.get_by_role("button", name="Settle the reports").click()
    expect(moderator.locator("main")).not_to_contain_text(f"{title}, #2")
    open_thread(reader, title)
    expect(reader.locator("#p2")).to_contain_text("A moderator hid this post.")
    expect(reader.locator("#p2")).not_to_contain_text("your figures are invented")

    author = sign_in_as(judging.AUTHOR, java_script_enabled=scripts)
    open_thread(author, title)
    expect(author.locator("#p2")).to_contain_text(REASON)
    expect(author.locator("#p2")).to_contain_text("your figures are invented")
    author.locator("#p2").get_by_role("link", name="Ask for the decision to be looked at again").click()
    author.get_by_label("What should be looked at again, and why?").fill("It was a joke.")
    author.get_by_role("button", name="Send it to the moderators").click()
    expect(author.locator("body")).to_contain_text("Your letter is on its way.")
    open_thread(author, title)
    author.locator("#p2").get_by_role("link", name="Change your post").click()
    author.get_by_label("Text", exact=True).fill("I read the figures otherwise.")
    author.get_by_role("button", name="Save").click()
    expect(author.locator("#p2")).to_contain_text("I read the figures otherwise.")

    moderate(moderator, title)
    moderator.get_by_role("link", name="Show it again").click()
    expect(moderator.locator("main")).to_contain_text("I read the figures otherwise.")
    moderator.get_by_role("button", name="Show the post").click()
    open_thread(reader, title)
    expect(reader.locator("#p2")).to_contain_text("I read the figures otherwise.")
    split_and_merge(moderator, title)


def split_and_merge(page: Page, title: str) -> None:
    """Make a thread of a post, and let it become part of where it was."""
    open_thread(page, title)
    address, aside = page.url, f"Aside: {title}"
    moderate(page, title)
    page.get_by_text("Make a thread of some of its posts").click()
    page.get_by_label("Posts", exact=True).fill("2")
    page.get_by_label("Title of the new thread").fill(aside)
    page.get_by_role("button", name="Split the thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(aside)
    expect(page.locator("#p1")).to_contain_text("I read the figures otherwise.")
    moderate(page, aside)
    page.get_by_text("Let it become part of another thread").click()
    page.get_by_label("The thread that stays").fill(address)
    page.get_by_role("button", name="Merge the threads").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#p2")).to_contain_text("I read the figures otherwise.")


def test_report_is_settled_by_keyboard(sign_in_as) -> None:
    page, title = sign_in_as(judging.MODERATOR), judging.TRIED[None]
    page.goto(judging.QUEUE)
    tab_to(page, page.locator("main").get_by_role("link", name=f"{title}, #1"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Decide about a report")
    tab_to(page, page.get_by_role("radio", name="Nothing to do"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Settle the reports"))
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Settled. Whoever reported the post reads how.")
    expect(page.locator("main")).not_to_contain_text(f"{title}, #1")

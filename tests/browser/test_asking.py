"""Journeys of the peer network in a real browser: a newcomer who is held, and an ask until it is a precedent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from network.forum.services.posting import BETWEEN_POSTS
from portal.supervisor import processes
from tests.browser import asking, content, events
from tests.browser.server import Portal, running_server
from tests.browser.test_keyboard import tab_to

ENTRY = "Generate and sell electricity"
QUESTION, ASK = "Who has let a roof to its tenants?", "Who sells electricity from a school?"
SUMMARY = "The school sells to its neighbours. The meter took a year."


@pytest.fixture(scope="module", autouse=True)
def people(portal: Portal) -> None:
    portal.run("-m", "tests.browser.asking")


@pytest.fixture(scope="module")
def careful_site(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the same portal once more, as one that holds the first post of each newcomer."""
    port = processes.free_port()
    address = f"http://localhost:{port}"
    environment = {**portal.environment, "FORUM_HOLD_FIRST": "1", "SITE_URL": address}
    log: Path = tmp_path_factory.mktemp("careful") / "web.log"
    with running_server(port, environment, log):
        yield address


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def text(page: Page) -> Locator:
    return page.get_by_label("Text", exact=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def opened(page: Page, address: str) -> int:
    """Open an address, and return the status of its answer."""
    answer = page.goto(address)
    assert answer
    return answer.status


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without scripts"])
def test_first_thread_of_a_newcomer_waits_is_released_read_and_answered(
    careful_site: str, sign_in_as, scripted: bool
) -> None:
    options = {"java_script_enabled": scripted}
    title = f"{QUESTION} ({'scripts' if scripted else 'none'})"
    newcomer = sign_in_as(asking.NEWCOMERS[scripted], **options)
    newcomer.goto(f"{careful_site}/network/")
    follow(newcomer, "Start a thread")
    follow(newcomer, "Homes and heat")
    newcomer.get_by_label("Title").fill(title)
    newcomer.get_by_label("Question: it has an answer, which you can accept").check()
    text(newcomer).fill("The roof of a block, **let** by the council.")
    press(newcomer, "Start the thread")
    expect(heading(newcomer)).to_have_text(title)
    expect(newcomer.locator("body")).to_contain_text("A moderator reads what new members write before others do.")
    expect(newcomer.locator("main")).to_contain_text("This thread waits for a moderator")
    expect(newcomer.locator("main")).to_contain_text("The roof of a block, let by the council.")
    address, board = newcomer.url, careful_site + events.BOARD

    visitor = sign_in_as("", **options)
    assert opened(visitor, board) == 200
    expect(visitor.locator("main")).not_to_contain_text(title)
    helper = sign_in_as(asking.HELPER, **options)
    assert opened(helper, address) == 404

    moderator = sign_in_as(asking.MODERATOR, **options)
    moderator.goto(f"{careful_site}/network/moderation/")
    follow(moderator, "Held posts")
    slip = moderator.locator("main li", has=moderator.get_by_role("heading", name=title, exact=True))
    expect(slip).to_contain_text(re.compile(r"N\w+ Newcomer"))
    slip.get_by_role("button", name="Release").click()
    expect(moderator.get_by_role("heading", name=title, exact=True)).to_have_count(0)

    visitor.goto(board)
    follow(visitor, title)
    expect(visitor.locator("#p1 strong")).to_have_text("let")
    assert opened(helper, address) == 200
    follow(helper, "Reply")
    text(helper).fill("Truro did, in 2024.")
    press(helper, "Post the reply")
    expect(helper.locator("#p2")).to_contain_text("Truro did, in 2024.")

    newcomer.goto(address)
    expect(newcomer.locator("main")).not_to_contain_text("waits for a moderator")
    newcomer.locator("#p2").get_by_role("button", name="Accept as the answer").click()
    expect(newcomer.locator("main")).to_contain_text("Accepted answer")
    newcomer.wait_for_timeout(BETWEEN_POSTS.total_seconds() * 1000)
    newcomer.locator("main").get_by_role("link", name="Reply").first.click()
    text(newcomer).fill("Thank you: what did the lease say?")
    press(newcomer, "Post the reply")
    expect(newcomer.locator("#p3")).to_contain_text("what did the lease say?")
    visitor.goto(board)
    expect(visitor.locator("main li", has_text=title)).to_contain_text("Answered")


def write_ask_by_keyboard(page: Page, day: date) -> None:
    """Fill in and send the form of a new thread without a mouse."""
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type(ASK)
    ask = page.get_by_label("Ask: you need help from another city")
    tab_to(page, page.locator("[name=kind]:checked"))
    for _ in range(4):
        if not ask.is_checked():
            page.keyboard.press("ArrowDown")
    expect(ask).to_be_checked()
    tab_to(page, page.get_by_label("Needed by"))
    page.keyboard.type(f"{day:%m%d%Y}")
    tab_to(page, text(page))
    page.keyboard.type("We **need** a form of agreement.")
    tab_to(page, page.get_by_role("button", name="Start the thread"))
    page.keyboard.press("Enter")


def test_ask_from_an_entry_is_matched_answered_met_and_becomes_the_draft_of_a_precedent(
    portal: Portal, sign_in_as
) -> None:
    asker = sign_in_as(asking.ASKER)
    asker.goto(content.ELECTRICITY)
    follow(asker, "Ask the network about this")
    expect(asker.locator("main li", has_text="Homes and heat")).to_contain_text("Suggested: for Energy")
    follow(asker, "Homes and heat")
    expect(asker.get_by_role("checkbox", name=re.compile(ENTRY))).to_be_checked()
    day = date.today() + timedelta(days=60)
    write_ask_by_keyboard(asker, day)
    expect(heading(asker)).to_have_text(ASK)
    expect(asker.locator("main")).to_contain_text(f"{day.day} {day:%B %Y}")
    asker.locator("main").get_by_role("link", name=re.compile(ENTRY)).first.click()
    expect(heading(asker)).to_contain_text(ENTRY)
    expect(asker.get_by_role("link", name=ASK, exact=True)).to_be_visible()
    follow(asker, ASK)
    address = asker.url

    helper = sign_in_as(asking.HELPER, java_script_enabled=False)
    helper.goto("/")
    follow(helper, f"Exeter asks: “{ASK}”. Could you help?")
    expect(helper.locator("main")).to_contain_text("Your offer may be what they need.")
    helper.locator("main").get_by_role("button", name="Take it up").click()
    expect(heading(helper)).to_contain_text(ASK)
    text(helper).fill("Take ours: it is **short**.")
    press(helper, "Post the reply")
    expect(helper.locator("#p2 strong")).to_have_text("short")

    asker.goto(address)
    expect(asker.locator("#p2")).to_contain_text("Hari Helper")
    follow(asker, "Met, withdrawn or longer open")
    expect(asker.locator("main")).to_contain_text("Taken up")
    asker.get_by_label("Met with").select_option(label=f"{asking.OFFER} (Truro)")
    press(asker, "Say that it is met")
    expect(heading(asker)).to_have_text(ASK)
    expect(asker.locator("main")).to_contain_text("Met on")

    plain = sign_in_as(asking.ASKER, java_script_enabled=False)
    plain.goto(address)
    follow(plain, "Record the outcome")
    plain.get_by_label("It worked", exact=True).check()
    plain.get_by_label("What worked, and what did not").fill(SUMMARY)
    plain.get_by_label("Posts that show it").fill("2")
    press(plain, "Save the outcome")
    expect(plain.get_by_role("region", name="Outcome")).to_contain_text(SUMMARY)

    writer = sign_in_as(content.WRITER, java_script_enabled=False)
    writer.goto(address)
    key = re.search(r"/(\d+)-", writer.url)
    assert key
    writer.goto(f"/network/threads/{key[1]}/outcome/precedent/")
    expect(writer.get_by_label("Title")).to_have_value(ASK)
    writer.get_by_label("Energy", exact=True).check()
    press(writer, "Make the draft")
    expect(writer).to_have_url(re.compile(r"/pages/\d+/edit/"))
    expect(writer.locator("[name=title]")).to_have_value(ASK)
    drafted = writer.content()
    assert SUMMARY in drafted
    assert "Take ours" not in drafted
    visitor = sign_in_as("")
    visitor.goto("/handbooks/precedents/")
    expect(visitor.locator("main")).not_to_contain_text(ASK)

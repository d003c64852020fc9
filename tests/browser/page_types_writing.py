"""Pages on which one writes in the forum."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import content, events
from tests.browser.page_kinds import form

START = f"{events.BOARD}start/"


def press(label: str) -> Callable[[Page], None]:
    """Return what presses a button."""

    def reach(page: Page) -> None:
        page.get_by_role("button", name=label, exact=True).click()

    return reach


def refused_file(page: Page) -> None:
    """Choose a file of a kind that is not taken, and press the button all the same."""
    page.get_by_label("Add files").set_input_files({"name": "bad.exe", "mimeType": "text/plain", "buffer": b"MZ"})
    page.locator("#files .msg").wait_for()
    press("Start the thread")(page)


def draft(page: Page) -> None:
    """Keep a draft, and look at the list of them."""
    page.get_by_label("Text", exact=True).fill("An **unfinished** thought")
    press("Keep as a draft")(page)


def act_on_own(label: str) -> Callable[[Page], None]:
    """Return what opens a page for one's own post in the thread of an event."""

    def reach(page: Page) -> None:
        events.of_thread(events.AHEAD, "unread")(page)
        page.locator("#p2 summary").click()
        page.locator("#p2").get_by_role("link", name=label).click()

    return reach


WRITING = [
    form("where to begin", "/network/write/", who=content.MEMBER),
    form("where to begin, no network", "/network/write/", who=content.OWNER),
    form("begin a thread", f"{START}?kind=ask", who=content.MEMBER),
    form("begin a thread, with errors", START, who=content.MEMBER, reach=press("Start the thread")),
    form("begin a thread, no network", START, status=403, who=content.OWNER),
    form("reply", events.EVENTS, who=content.MEMBER, reach=events.of_thread(events.AHEAD, "reply")),
    form("begin a thread, file refused", START, who=content.ADVISER, reach=refused_file),
    form("edit a post", events.EVENTS, who=content.MEMBER, reach=act_on_own("Edit")),
    form("delete a post", events.EVENTS, who=content.MEMBER, reach=act_on_own("Delete")),
    form("change a thread", events.EVENTS, who=content.COORDINATOR, reach=events.of_thread(events.AHEAD, "edit")),
    form("drafts, none", "/network/drafts/", who=content.REVIEWER),
    form("drafts", START, who=content.COORDINATOR, reach=draft),
]

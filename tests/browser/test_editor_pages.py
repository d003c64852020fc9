"""Our pages at /editor/: their headings, and what axe finds in them.

Wagtail's own chrome stands around ours. What axe finds in it is listed below, one rule at one place each, so that the
same rule still holds everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import content
from tests.browser.conftest import SignIn
from tests.browser.watching import Watched, violations

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
WAGTAILS_OWN = {
    # The box of Draftail in which rich text is written has a label beside it that its markup does not name.
    "aria-input-field-name": ".public-DraftEditor-content",
    # The outline of a long form beside it scrolls, and its links are out of the keyboard's way while it is folded.
    "scrollable-region-focusable": ".w-minimap__list",
}
# A message that fades in is pale until it is there.
COME_TO_REST = """() => Promise.all(document.getAnimations()
  .filter(moves => moves.effect.getComputedTiming().endTime < 10000).map(moves => moves.finished))
  .then(() => true)"""
IS_WAGTAILS = """([rule, target, known]) =>
  rule in known && [...document.querySelectorAll(target)].every(element => element.matches(known[rule]))"""


@dataclass(frozen=True)
class EditorPage:
    """A page at /editor/; `reach` does what is left to do after its address is opened."""

    name: str
    path: str
    reach: Callable[[Page], None] | None = None

    def __str__(self) -> str:
        return self.name


def follow(link: str) -> Callable[[Page], None]:
    """Return what goes on by the link whose name starts with these words."""

    def reach(page: Page) -> None:
        before = page.url
        page.locator("main").get_by_role("link", name=link).first.click()
        page.wait_for_url(lambda url: url != before)

    return reach


def one_after_another(*steps: Callable[[Page], None]) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        for step in steps:
            step(page)
            page.wait_for_load_state("load")

    return reach


def open_merger(page: Page) -> None:
    """Open the menu of an organisation in the list, and go on to merging it."""
    row = page.locator("main tr").filter(has_text="Glasgow Example Council").first
    row.get_by_role("button", name="More options for").click()
    follow("Merge with another: Glasgow Example Council")(page)


def look_at_merger(page: Page) -> None:
    """Go from the list to what a merger would do."""
    open_merger(page)
    page.get_by_label("The one that stays").select_option(index=1)
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_role("button", name="Merge the two")).to_be_visible()


def send(name: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".error-message").first).to_be_visible()

    return reach


PEOPLE, ORGANISATIONS = "/editor/users/", "/editor/snippets/places/organisation/"
REPORTS = "/editor/reports/handbooks"
PAGES = [
    EditorPage("dashboard", "/editor/"),
    EditorPage("how to edit", "/editor/handbooks/guide/"),
    EditorPage("themes to write for", "/editor/handbooks/write/"),
    EditorPage("people", PEOPLE),
    EditorPage("add a person", f"{PEOPLE}new/"),
    EditorPage("add a person, with errors", f"{PEOPLE}new/", send("Create")),
    EditorPage("person", PEOPLE, follow("Catriona Coordinator")),
    EditorPage(
        "sign-in of a person",
        PEOPLE,
        one_after_another(
            follow("Catriona Coordinator"), lambda page: page.goto(page.url.replace("/edit/", "/security/"))
        ),
    ),
    EditorPage("groups", "/editor/groups/"),
    EditorPage("own settings", "/editor/account/"),
    EditorPage("organisations", ORGANISATIONS),
    EditorPage("add an organisation", f"{ORGANISATIONS}add/"),
    EditorPage("organisation", ORGANISATIONS, follow("Glasgow Example Council")),
    EditorPage("merge", ORGANISATIONS, open_merger),
    EditorPage("merge, before it is done", ORGANISATIONS, look_at_merger),
    EditorPage("cities", "/editor/snippets/places/city/"),
    EditorPage("city", "/editor/snippets/places/city/", follow("Glasgow")),
    EditorPage("advice days by city", "/editor/reports/advice-days/"),
    EditorPage("ledger of advice days", "/editor/reports/advice-days/ledger/"),
    *(
        EditorPage(f"report: {name}", f"{REPORTS}/{name}/")
        for name in (
            "reviews",
            "uncertain",
            "problems",
            "broken-links",
            "without-precedent",
            "without-counterpart",
            "watch",
        )
    ),
    EditorPage("entry", f"{REPORTS}/without-counterpart/", follow("Sell")),
    EditorPage("provisions", "/editor/snippets/handbooks/provision/"),
    EditorPage("add a provision", "/editor/snippets/handbooks/provision/add/"),
]


@pytest.fixture(scope="module", params=PAGES, ids=str)
def opened(request: pytest.FixtureRequest, site: str, browser: Browser, sign_in: SignIn) -> Iterator[Page]:
    """A page as an administrator meets it, on which nothing may go wrong."""
    context = browser.new_context(base_url=site, storage_state=sign_in(content.ADMINISTRATOR))
    watched = Watched(context)
    answer = watched.page.goto(request.param.path)
    assert answer
    assert answer.status == 200
    if request.param.reach:
        request.param.reach(watched.page)
        watched.page.wait_for_load_state("load")
    watched.page.evaluate(COME_TO_REST)
    yield watched.page
    assert watched.faults == []
    context.close()


def test_page_has_one_heading_of_the_first_level(opened: Page) -> None:
    assert opened.locator("h1").count() == 1
    assert opened.locator("h1").inner_text().strip()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_page_has_no_violation_of_ours(opened: Page, size: dict[str, int]) -> None:
    opened.set_viewport_size(size)
    assert [found for found in violations(opened) if not is_wagtails(opened, found)] == []


def is_wagtails(page: Page, found: str) -> bool:
    """Say whether what axe found is a known one of Wagtail's chrome. It begins with "rule: target: "."""
    rule, target, _words = found.split(": ", 2)
    return page.evaluate(IS_WAGTAILS, [rule, target, WAGTAILS_OWN])


def test_fault_of_ours_is_found_beside_wagtails(site: str, browser: Browser, sign_in: SignIn) -> None:
    """So that a page without violations says something."""
    context = browser.new_context(base_url=site, storage_state=sign_in(content.ADMINISTRATOR))
    page = context.new_page()
    page.goto(f"{REPORTS}/without-counterpart/")
    follow("Sell")(page)
    expect(page.locator(WAGTAILS_OWN["aria-input-field-name"]).first).to_be_visible()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=unnamed>')")
    ours = [found for found in violations(page) if not is_wagtails(page, found)]
    assert [found.split(": ")[:2] for found in ours] == [["label", "#unnamed"]]
    context.close()

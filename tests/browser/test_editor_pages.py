"""Our pages at /editor/: their headings, and what axe finds in them.

Wagtail's own chrome stands around ours. What axe finds in it is listed below, one rule at one place each, so that the
same rule still holds everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import WIDE, Visit
from tests.browser.watching import violations

NARROW = {"width": 390, "height": 800}
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


DIGESTS, NEWSROOM = "/editor/digests/", "/editor/newsroom/"
COVERAGE = "/editor/snippets/newsroom/coverage/"
PEOPLE, ORGANISATIONS = "/editor/users/", "/editor/snippets/places/organisation/"
REPORTS = "/editor/reports/handbooks"
UNREACHED = "/editor/reports/stopped-addresses/"
PAGES = [
    EditorPage("dashboard", "/editor/"),
    EditorPage("newsroom", NEWSROOM),
    EditorPage("paste an address of coverage", f"{NEWSROOM}coverage/paste/", send("Read the page")),
    EditorPage("suggestions of coverage", f"{NEWSROOM}suggestions/"),
    EditorPage("coverage", COVERAGE),
    EditorPage("one of coverage", COVERAGE, follow("Docks to stay in local hands")),
    EditorPage("draft of an article", NEWSROOM, follow("Not out yet")),
    EditorPage("secret links", NEWSROOM, one_after_another(follow("Not out yet"), follow("Links and answers"))),
    EditorPage("announcements", f"{NEWSROOM}announcements/"),
    EditorPage("announcement", f"{NEWSROOM}announcements/", follow("Settle it")),
    EditorPage("announce an article", f"{NEWSROOM}announcements/", follow("Who owns the docks?")),
    EditorPage("issue an edition", f"{NEWSROOM}narrative/"),
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
    EditorPage("digests", DIGESTS),
    EditorPage("digests, stopped without a reason", DIGESTS, send("Stop all digests")),
    EditorPage("digests of a person", f"{DIGESTS}?q=Catriona", follow("Catriona Coordinator")),
    EditorPage(
        "next digest of a person",
        f"{DIGESTS}?q=Catriona",
        one_after_another(follow("Catriona Coordinator"), follow("See what the next one would say")),
    ),
    EditorPage("addresses without letters", UNREACHED),
    EditorPage("let letters through again", UNREACHED, follow("unreached@example.org")),
    EditorPage("addresses let through again", f"{UNREACHED}lifted/"),
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


@pytest.mark.parametrize("editor_page", PAGES, ids=str)
def test_editor_page(visit: Visit, editor_page: EditorPage) -> None:
    """A page as an administrator meets it, on which nothing may go wrong; all that does is told together."""
    opened = visit(editor_page.path, who=content.ADMINISTRATOR, reach=editor_page.reach)
    opened.page.evaluate(COME_TO_REST)
    found = [*faults_of_heading(opened.page), *faults_of_ours(opened.page), *opened.faults]
    assert not found, "\n".join(found)


def faults_of_heading(page: Page) -> Iterator[str]:
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        yield f"headings of the first level: {headings}"


def faults_of_ours(page: Page) -> Iterator[str]:
    """Yield what axe finds at both widths, but for what it is known to find in Wagtail's chrome."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        ours = (found for found in violations(page) if not is_wagtails(page, found))
        yield from (f"{size['width']} px: {found}" for found in ours)


def is_wagtails(page: Page, found: str) -> bool:
    """Say whether what axe found is a known one of Wagtail's chrome. It begins with "rule: target: "."""
    rule, target, _words = found.split(": ", 2)
    return page.evaluate(IS_WAGTAILS, [rule, target, WAGTAILS_OWN])


def test_fault_of_ours_is_found_beside_wagtails(visit: Visit) -> None:
    """So that a page without violations says something."""
    path = f"{REPORTS}/without-counterpart/"
    page = visit(path, who=content.ADMINISTRATOR, reach=follow("Sell")).page
    expect(page.locator(WAGTAILS_OWN["aria-input-field-name"]).first).to_be_visible()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=unnamed>')")
    beginnings = [found.partition(": #unnamed: ")[0] for found in faults_of_ours(page)]
    assert beginnings == ["1280 px: label", "390 px: label"]

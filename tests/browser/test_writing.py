"""Writing in the forum in a real browser: with scripts, by keyboard, without scripts, and on a narrow screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import lending
from tests.browser.conftest import Opener, SignIn
from tests.browser.server import Portal
from tests.browser.watching import follow, too_wide, violations

BOARD = f"/network/{lending.BOARD}/"
NARROW = {"width": 320, "height": 700}


@pytest.fixture(scope="module", autouse=True)
def board(portal: Portal) -> None:
    portal.run("-m", "tests.browser.lending")


def open_question(page: Page) -> None:
    page.goto(BOARD)
    page.get_by_role("link", name=lending.QUESTION, exact=True).click()


def text(page: Page):
    return page.get_by_label("Text", exact=True)


def test_thread_is_written_with_a_preview_and_its_draft_survives_a_closed_tab(sign_in_as) -> None:
    page = sign_in_as(lending.AUTHOR)
    page.goto("/network/write/?kind=ask")
    page.get_by_role("link", name="Lending").click()
    expect(page.locator(".audience")).to_contain_text("You write as Tess Asker, Derby")
    expect(page.get_by_label("Needed by")).to_be_visible()
    page.get_by_label("Discussion").check()
    expect(page.get_by_label("Needed by")).not_to_be_visible()
    expect(page.get_by_role("heading", name="What it will look like")).not_to_be_visible()
    page.get_by_label("Title").fill("A fund of ten cities")
    text(page).press_sequentially("Would a **shared fund** help?")
    expect(page.locator("#preview-text strong")).to_have_text("shared fund")
    expect(page.locator("[data-saved]")).to_contain_text("Draft kept at")
    assert violations(page) == []
    address = page.url
    page.close()
    page = sign_in_as(lending.AUTHOR)
    page.goto(address)
    expect(text(page)).to_have_value("Would a **shared fund** help?")
    expect(page.get_by_label("Title")).to_have_value("A fund of ten cities")
    page.goto("/network/drafts/")
    assert violations(page) == []
    page.get_by_role("link", name=re.compile("Go on writing")).click()
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A fund of ten cities")
    expect(page.locator("#p1 strong")).to_have_text("shared fund")
    page.goto("/network/drafts/")
    expect(page.locator("main")).to_contain_text("No drafts")


def test_what_is_not_kept_yet_is_kept_when_the_page_goes_out_of_sight(sign_in_as) -> None:
    page = sign_in_as(lending.QUIET)
    open_question(page)
    page.get_by_role("link", name="Reply").first.click()
    text(page).press_sequentially("Half a")
    with page.expect_request("**/drafts/save/"):
        page.evaluate(
            """Object.defineProperty(document, "visibilityState", { value: "hidden" });
            document.dispatchEvent(new Event("visibilitychange"))"""
        )
    page.goto("about:blank")
    page.go_back()
    page.reload()
    expect(text(page)).to_have_value("Half a")
    page.get_by_role("button", name="Throw the draft away").click()


def test_selected_passage_is_quoted_and_a_person_is_named_by_keyboard(sign_in_as) -> None:
    page = sign_in_as(lending.AUTHOR)
    open_question(page)
    passage = page.locator("#p2 p", has_text="Ask for the drawdown")
    passage.select_text()
    page.locator("#p2").get_by_role("link", name="Reply").click()
    who = r"> \*\*Bram Answerer, Derby\*\* in \[post 2\]\(/network/posts/\d+/\):"
    what = "> Ask for the drawdown in two parts."
    expect(text(page)).to_have_value(re.compile(rf"^{who}\n>\n{re.escape(what)}\n\n$"))
    text(page).press("ControlOrMeta+End")
    text(page).press_sequentially("Thank you @br")
    names = page.get_by_role("listbox", name="People to name")
    expect(names.get_by_role("option")).to_have_text(["Bram Answerer, Derby"])
    assert violations(page) == []
    text(page).press("ArrowDown")
    expect(names.get_by_role("option")).to_have_attribute("aria-selected", "true")
    active = text(page).get_attribute("aria-activedescendant")
    assert names.get_by_role("option").get_attribute("id") == active
    text(page).press("Escape")
    expect(names).not_to_be_visible()
    text(page).press("a")
    expect(names).to_be_visible()
    text(page).press("ArrowUp")
    text(page).press("Enter")
    expect(text(page)).to_have_value(re.compile(r"Thank you @\[Bram Answerer\]\(person:\d+\) $"))
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator(".post .mention").last).to_have_text("@Bram Answerer")


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 1280, "height": 900}], ids=["390", "1280"])
def test_scripts_of_a_thread_and_of_writing_run_beside_the_bell(sign_in_as, size: ViewportSize) -> None:
    """A fault that the browser tells of fails the test, and what helps while one writes is seen to be at work."""
    page = sign_in_as(lending.AUTHOR, viewport=size)
    page.route("**/drafts/save/", lambda route: route.fulfill(status=204))
    page.add_init_script("navigator.sendBeacon = () => true")
    open_question(page)
    expect(page.locator("[data-bell]")).to_be_visible()
    for address in (page.get_by_role("link", name="Reply").first.get_attribute("href"), f"{BOARD}start/"):
        page.goto(address)
        expect(page.locator("[data-bell]")).to_be_visible()
        for words in ("Thank you @br", "\n" * 12 + "@br"):
            text(page).press("ControlOrMeta+End")
            text(page).press_sequentially(words)
            names = page.get_by_role("listbox", name="People to name")
            expect(names.get_by_role("option")).to_have_text(["Bram Answerer, Derby"])
            expect(names).to_be_in_viewport(ratio=1)
            text(page).press("Escape")
        expect(page.locator("#preview-text")).to_contain_text("Thank you @br")


def add_file(page: Page, name: str) -> None:
    """Choose a file, and wait until the new list of files is at work."""
    choose(page, name)
    expect(page.locator("#files")).to_contain_text(name)
    rested(page)


def rested(page: Page) -> None:
    """Wait until what came by script is at work: a file chosen while it settles would be chosen in what goes."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def test_file_is_added_and_taken_out_while_one_writes(sign_in_as) -> None:
    page = sign_in_as(lending.ANSWERER)
    open_question(page)
    page.get_by_role("link", name="Reply").first.click()
    text(page).fill("See the terms.")
    for name in ("terms.txt", "wrong.txt", "drawing.svg"):
        add_file(page, name)
    expect(page.locator("#files .msg")).to_contain_text("drawing.svg: Give a PDF")
    assert violations(page) == []
    page.get_by_role("button", name="Take out wrong.txt").click()
    expect(page.locator("#files")).not_to_contain_text("wrong.txt")
    expect(text(page)).to_have_value("See the terms.")
    page.get_by_role("button", name="Post the reply").click()
    post = page.locator(".post", has_text="See the terms.")
    expect(post.get_by_role("link", name=re.compile("terms.txt"))).to_be_visible()


def test_refused_file_stops_what_is_sent_once_and_says_why(sign_in_as) -> None:
    page = sign_in_as(lending.ANSWERER)
    reply_to_question(page, "With a program.")
    choose(page, "bad.exe", "application/x-msdownload")
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator("#files-said")).to_contain_text("Nothing is sent yet: a file was refused.")
    expect(page.locator("#files .msg")).to_be_focused()
    expect(page.locator("#files .msg")).to_contain_text("bad.exe: Give a PDF")
    expect(text(page)).to_have_value("With a program.")
    assert violations(page) == []
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator(".post", has_text="With a program.")).to_have_count(1)


def test_refused_file_is_forgotten_with_the_next_one_that_is_taken(sign_in_as) -> None:
    page = sign_in_as(lending.AUTHOR)
    reply_to_question(page, "With a list.")
    choose(page, "bad.exe", "application/x-msdownload")
    expect(page.locator("#files-said")).to_contain_text("A file was refused.")
    rested(page)
    add_file(page, "list.txt")
    expect(page.locator("#files-said")).to_have_text("")
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator(".post", has_text="With a list.").get_by_role("link", name="list.txt")).to_be_visible()


@pytest.mark.parametrize(("name", "is_taken"), [("slow.txt", True), ("slow.exe", False)])
def test_what_is_sent_waits_for_a_file_on_its_way(sign_in_as, name: str, is_taken: bool) -> None:
    page = sign_in_as(lending.QUIET)
    reply_to_question(page, f"With {name}.")
    held = []
    page.route("**/network/files/add/", lambda route: held.append(route))
    choose(page, name)
    expect(page.get_by_label("Add files")).to_be_disabled()
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator("#files-said")).to_contain_text("This is sent as soon as it is there.")
    held[0].continue_()
    post = page.locator(".post:not(.preview > .post)", has_text=f"With {name}.")
    if is_taken:
        expect(post.get_by_role("link", name=name)).to_be_visible()
    else:
        expect(page.locator("#files-said")).to_contain_text("Nothing is sent yet")
        expect(post).to_have_count(0)


def reply_to_question(page: Page, words: str) -> None:
    open_question(page)
    page.get_by_role("link", name="Reply").first.click()
    page.wait_for_url("**/reply/**")
    text(page).fill(words)


def choose(page: Page, name: str, kind: str = "text/plain") -> None:
    page.get_by_label("Add files").set_input_files({"name": name, "mimeType": kind, "buffer": b"Five per cent"})


def test_preview_that_is_refused_for_a_while_leaves_the_last_one(open_reader: Opener, sign_in: SignIn) -> None:
    page = open_reader(storage_state=sign_in(lending.ANSWERER)).page
    reply_to_question(page, "A **first** look")
    expect(page.locator("#preview-text strong")).to_have_text("first")
    resting = "<p data-rests>The preview rests.</p>"
    page.route("**/network/preview/", lambda route: route.fulfill(status=429, body=resting, content_type="text/html"))
    for more in (" and more", " and more"):
        with page.expect_response("**/network/preview/"):
            text(page).press_sequentially(more)
    expect(page.locator("#preview-text strong")).to_have_text("first")
    expect(page.locator("#preview-text [data-rests]")).to_have_count(1)
    page.unroute("**/network/preview/")
    text(page).press_sequentially(" and **most**")
    expect(page.locator("#preview-text strong").last).to_have_text("most")
    expect(page.locator("#preview-text [data-rests]")).to_have_count(0)


def test_change_of_a_post_is_kept_while_one_writes(sign_in_as) -> None:
    page = sign_in_as(lending.AUTHOR)
    open_question(page)
    page.locator("#p1 summary").click()
    page.locator("#p1").get_by_role("link", name="Edit").click()
    before = text(page).input_value()
    text(page).fill(f"{before}\n\nBut it will.")
    expect(page.locator("[data-saved]")).to_contain_text("Draft kept at")
    page.goto("/network/")
    page.get_by_role("link", name="1 draft", exact=True).click()
    expect(page.locator("main")).to_contain_text(f"Change of post #1: {lending.QUESTION}")
    page.get_by_role("link", name=re.compile("Go on writing")).click()
    expect(text(page)).to_have_value(f"{before}\n\nBut it will.")
    page.get_by_role("button", name="Throw the draft away").click()
    expect(page.locator("#p1")).not_to_contain_text("But it will.")
    expect(page.get_by_role("link", name=re.compile("draft"))).to_have_count(0)


def test_everything_works_without_scripts_and_at_320_pixels(sign_in_as) -> None:
    page = sign_in_as(lending.QUIET, java_script_enabled=False, viewport=NARROW)
    page.goto(BOARD)
    page.get_by_role("link", name=lending.QUESTION, exact=True).click()
    page.locator("#p2").get_by_role("link", name="Reply").click()
    expect(text(page)).to_have_value(re.compile(r"> Bristol lent against"))
    text(page).fill("Derby **lent** too.")
    page.get_by_role("button", name="Show what it will look like").click()
    expect(page.locator("#preview-text strong")).to_have_text("lent")
    page.get_by_label("Add files").set_input_files({"name": "terms.txt", "mimeType": "text/plain", "buffer": b"Five"})
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("link", name=re.compile("Go on writing")).click()
    expect(page.locator("#files")).to_contain_text("terms.txt")
    page.get_by_role("button", name="Post the reply").click()
    post = page.locator(".post", has_text="Derby lent too.")
    expect(post.get_by_role("link", name=re.compile("terms.txt"))).to_be_visible()


def test_pages_of_writing_keep_to_the_rules_of_accessibility_and_to_narrow_screens(sign_in_as) -> None:
    page = sign_in_as(lending.AUTHOR, viewport=NARROW)
    page.goto(f"{BOARD}start/")
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_role("alert")).to_contain_text("2 things need attention")
    check(page)
    page.goto("/network/write/")
    check(page)
    open_question(page)
    address = page.url
    page.goto(re.sub(r"/network/\w+/(\d+)-.*", r"/network/threads/\1/edit/", address))
    check(page)
    page.goto(address)
    page.locator("#p1 summary").click()
    follow(page.locator("#p1").get_by_role("link", name="Edit"))
    check(page)
    text(page).fill("Another text.")
    page.locator("[name=seen]").evaluate("field => { field.value = 'An older text.' }")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody changed this post first")
    check(page)
    follow(page.get_by_role("link", name="Delete the post instead"))
    check(page)
    page.goto(BOARD)
    page.get_by_role("link", name=lending.CLOSED, exact=True).click()
    page.goto(re.sub(r"/network/\w+/(\d+)-.*", r"/network/threads/\1/reply/", page.url))
    expect(page.locator("main")).to_contain_text("it is closed")
    check(page)


def check(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page) == []

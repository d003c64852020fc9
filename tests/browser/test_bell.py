"""The bell, in a real browser: it learns by itself, asks seldom, and leads on without a script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser import content

MINUTE = 61_000
NEW = '<b aria-hidden="true">2</b><span class="vh">2 unread notices</span>'


def test_bell_learns_each_minute_and_says_what_it_knows(sign_in_as: Callable[..., Page], site: str) -> None:
    page = sign_in_as(content.MEMBER)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("if-none-match", ""))
        headers = {"ETag": '"en-2"', "Content-Type": "text/html"}
        route.fulfill(status=304 if asked[-1] else 200, headers=headers, body="" if asked[-1] else NEW)

    page.route("**/notices/count/", answer)
    page.clock.install()
    page.goto(f"{site}/network/boards/")
    page.clock.run_for(MINUTE)
    expect(page.locator(".bell")).to_contain_text("2 unread notices")
    with page.expect_response("**/notices/count/"):
        page.clock.run_for(MINUTE)
    assert asked[-1] == '"en-2"'
    assert len(asked) <= 4
    expect(page.locator(".bell")).to_contain_text("2 unread notices")


def test_bell_leads_to_the_notices_without_a_script(sign_in_as: Callable[..., Page], site: str) -> None:
    page = sign_in_as(content.MEMBER, java_script_enabled=False)
    page.goto(f"{site}/network/boards/")
    page.locator(".bell").click()
    expect(page).to_have_url(f"{site}/notices/")
    expect(page.locator("h1")).to_have_text("Notices")

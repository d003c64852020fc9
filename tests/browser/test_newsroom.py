"""An administrator publishes an article; a reader finds it, copies a text to share, and plays a film when asked to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import content
from tests.browser.conftest import Opener, SignIn
from tests.browser.newsroom import ARTICLE, FILM, SHORT

DRAFT, TITLE = "/news/not-out-yet/", "Not out yet"
PLAYER = "player.vimeo.com"


def test_article_goes_from_draft_to_readers(open_reader: Opener, sign_in: SignIn, site: str) -> None:
    editor, reader = open_reader(storage_state=sign_in(content.ADMINISTRATOR)), open_reader()
    answer = reader.page.goto(DRAFT)
    assert answer
    assert answer.status == 404
    reader.page.goto("/news/")
    expect(reader.page.locator("main")).not_to_contain_text(TITLE)
    publish(editor.page)
    reader.page.goto("/news/")
    reader.page.get_by_role("link", name=TITLE).first.click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert reader.hosts == {urlsplit(site).netloc}
    assert [*editor.faults, *reader.faults] == []


def publish(page: Page) -> None:
    page.goto("/editor/newsroom/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(re.compile("/editor/pages/[0-9]+/"))
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")


def test_reader_shares_without_trackers_and_nobody_is_contacted_before_play(open_reader: Opener, site: str) -> None:
    reader = open_reader(permissions=["clipboard-read", "clipboard-write"])
    page, own = reader.page, {urlsplit(site).netloc}
    reader.context.route(f"**://{PLAYER}/**", lambda route: route.fulfill(body="<title>A player</title>"))
    page.goto(ARTICLE)
    page.locator(".share summary").first.click()
    page.locator(".share").get_by_role("button", name=re.compile("^Copy")).first.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith(SHORT)
    page.mouse.wheel(0, 20_000)  # nothing comes from elsewhere by scrolling either
    page.wait_for_load_state("networkidle")
    assert reader.hosts == own
    page.get_by_role("button", name=re.compile(f"Play here.*{FILM}")).click()
    expect(page.locator(f'iframe[title="{FILM}"]')).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert reader.hosts == own | {PLAYER}
    assert page.context.cookies() == []
    assert reader.faults == []

"""One portal and one browser for all tests of this folder, and a fresh reader for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from portal.forking import close_connections
from tests.browser.server import Portal, running_portal
from tests.browser.watching import Watched
from tests.factories.accounts import PASSWORD

FOLDER = Path(__file__).parent
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds; a busy machine is slow and not wrong
expect.set_options(timeout=PATIENCE)
Opener = Callable[..., Watched]
SignIn = Callable[[str], Any]
Visit = Callable[..., Watched]
WIDE = {"width": 1280, "height": 900}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and begin with them: they take longest, one after the other in one process.

    They need the test database only to copy it, which pytest-django must know.
    """
    ours = [item for item in items if item.path.is_relative_to(FOLDER)]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: not item.path.is_relative_to(FOLDER))


@pytest.fixture(scope="package")
def portal(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal under test."""
    with django_db_blocker.unblock(), running_portal(tmp_path_factory.mktemp("browser")) as portal:
        yield portal


@pytest.fixture(scope="package")
def site(portal: Portal) -> str:
    """The address of the portal under test, without a closing slash."""
    return portal.address


@pytest.fixture(scope="package")
def hull(portal: Portal) -> None:
    """Make a city beside the others, whose plan no other test looks at."""
    portal.run("-m", "tests.browser.hull")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The Chromium or Chrome of this machine."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "The browser tests need Chromium or Chrome on PATH; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
        # While Playwright's loop runs, Django keeps connections apart, where nobody closes them later.
        close_connections()


@pytest.fixture(scope="package")
def sign_in(site: str, browser: Browser) -> SignIn:
    """Return a function that gives the cookies of whoever signs in with an address; none for nobody."""

    @cache
    def cookies_of(email: str) -> Any:
        context = browser.new_context(base_url=site)
        if email:
            page = context.new_page()
            page.goto("/accounts/login/")
            page.get_by_label("Email").fill(email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
            expect(page.locator("header .account")).to_contain_text("Sign out")
        state = context.storage_state()
        context.close()
        return state

    return cookies_of


@pytest.fixture
def open_reader(site: str, browser: Browser) -> Iterator[Opener]:
    """Make readers who come for the first time; each has a context with the given options."""
    contexts = []

    def open_one(**options: Any) -> Watched:
        contexts.append(browser.new_context(base_url=site, **options))
        return Watched(contexts[-1])

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in_as(open_reader: Opener, sign_in: SignIn) -> Iterator[Callable[..., Page]]:
    """Open a page for somebody who has signed in, or for nobody; nothing may go wrong on it."""
    readers = []

    def open_page(who: str, **options: object) -> Page:
        readers.append(open_reader(storage_state=sign_in(who), **options))
        return readers[-1].page

    yield open_page
    assert [fault for reader in readers for fault in reader.faults] == []


@pytest.fixture(scope="package")
def visit(site: str, browser: Browser, sign_in: SignIn) -> Iterator[Visit]:
    """Return a function that opens a page for somebody who comes for the first time, or has just signed in.

    All come through one page of the browser, one after another: a new one takes longer to open than to look at.
    """
    context = browser.new_context(base_url=site)
    visitor = Watched(context)

    def open_one(
        path: str, *, who: str = "", status: int = 200, reach: Callable[[Page], None] | None = None
    ) -> Watched:
        visitor.start_anew(sign_in(who)["cookies"])
        visitor.page.set_viewport_size(WIDE)
        visitor.page.emulate_media(color_scheme="light")
        answer = visitor.page.goto(path)
        assert answer
        assert answer.status == status
        if reach:
            reach(visitor.page)
            visitor.page.wait_for_load_state("load")
        return visitor

    yield open_one
    context.close()


@pytest.fixture
def page(open_reader: Opener) -> Iterator[Page]:
    """The page of one reader, on which nothing may go wrong."""
    reader = open_reader()
    yield reader.page
    assert not reader.faults

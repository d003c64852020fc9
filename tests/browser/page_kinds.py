"""What a page to look at is, with or without a form, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import content


@dataclass(frozen=True, kw_only=True)
class PageType:
    """A page to look at. `reach` does what is left to do after its address is opened.

    `who` is the address that its visitor is signed in with; nobody where it is empty.
    """

    name: str
    path: str
    status: int = 200
    has_form: bool = False
    who: str = ""
    reach: Callable[[Page], None] | None = None

    def __str__(self) -> str:
        return self.name


def send_empty(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def read(name: str, path: str, **more: object) -> PageType:
    return PageType(name=name, path=path, **more)


def form(name: str, path: str, **more: object) -> PageType:
    """A page with a form that needs a token, and so a cookie."""
    return PageType(name=name, path=path, has_form=True, **more)


def own(name: str, path: str, **more: object) -> PageType:
    """A page about one's own account."""
    return form(name, path, who=content.OWNER, **more)

"""An ask with an offer that fits it, an outcome, and a kept post, for the tests of pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page

BOARD, LISTINGS, BOOKMARKS = "/network/homes-and-heat/", "/network/asks/", "/network/bookmarks/"
ASK, OFFER = "Who lends us a thermal camera?", "A thermal camera for the winter"
HELPER = "Norah Newcastle"
ANSWERED = "Can a council guarantee a heat network's loan?"
WORDS = "We used it in Byker, and in the **Antidisestablishmentarian** closes."


def make_ties(member: Any, coordinator: Any, elsewhere: Any) -> None:
    """Let `member` ask what somebody `elsewhere` offers, and `coordinator` say what came of a question, and keep it."""
    from django.utils import timezone

    from cities.places.directory.lines import write_lines
    from network.forum.models import Board
    from network.forum.services.bookmarks import keep
    from network.forum.services.matching import suggest
    from network.forum.services.outcomes import Told, record_outcome
    from network.forum.services.posting import Opening, Written, start_thread
    from tests.factories import MembershipFactory
    from tests.factories.forum import PostFactory, ThreadFactory

    board = Board.objects.get(slug=BOARD.split("/")[-2])
    helper = MembershipFactory(city=elsewhere, is_home=True, user__display_name=HELPER).user
    write_lines([helper.pk])
    day = timezone.localdate() + timedelta(days=40)
    for by, kind, title in ((helper, "offer", OFFER), (member, "ask", ASK)):
        opening = Opening(title=title, kind=kind, themes=["energy"], needed_by=day)
        listing = start_thread(board, opening, Written(body=WORDS), by=by).listing
    suggest(listing)
    answered = ThreadFactory(board=board, kind="question", title=ANSWERED, author=coordinator)
    post = PostFactory(thread=answered, author=helper, body=WORDS)
    told = Told(asked=ANSWERED, result="mixed", summary="It can, with a cap.\n\nIt took a year.", numbers=[2])
    record_outcome(answered, told, by=coordinator)
    keep(post, by=coordinator, note="Ask about the cap", remind_on=day)


def of(title: str, name: str) -> Callable[[Page], None]:
    """Return what opens a page below a thread that is listed."""

    def reach(page: Page) -> None:
        page.locator("main").get_by_role("link", name=title, exact=True).first.click()
        page.wait_for_url("**/network/*/*-*/")
        site, _network, rest = page.url.partition("/network/")
        page.goto(f"{site}/network/threads/{rest.split('/')[1].partition('-')[0]}/{name}/")

    return reach


def open_match(page: Page) -> None:
    of(ASK, "listing")(page)
    page.goto(page.url.partition("/network/")[0] + (page.locator("form[action]").first.get_attribute("action") or ""))


def open_bookmark(page: Page) -> None:
    page.get_by_role("link", name="Change note or reminder").first.click()


def open_helper(page: Page) -> None:
    page.locator("main").get_by_role("link", name=OFFER, exact=True).first.click()
    page.locator("#p1").get_by_role("link", name=HELPER).first.click()

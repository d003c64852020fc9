"""Posts that are reported, held and hidden, and who decides about them, for the tests of pages and of moderating."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.ties import of

BOARD, QUEUE = "/network/keeping-it-fair/", "/network/moderation/"
MODERATOR, AUTHOR, REPORTER = "moderator@example.org", "rab.rude@example.org", "rhona.reporter@example.org"
REPORTED, HIDDEN = "Was the Antidisestablishmentarian meeting worth it?", "What the tenants told us"
TRIED = {True: "Who speaks at the assembly?", False: "Who writes the minutes?", None: "Who brings the chairs?"}
"""Threads of the journeys: with scripts, without them, and by keyboard."""
RUDE = "You **never** listen, and your figures are invented."


def make_judging() -> None:
    """Make a board with what readers reported, a post that is hidden, one that is held, and a warning."""
    from network.forum.services.flagging import flag
    from network.forum.services.hiding import hide_post
    from network.forum.services.sanctions import sanction
    from tests.factories import CityFactory, MembershipFactory, UserFactory
    from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, rested

    moderator = UserFactory(email=MODERATOR, display_name="Mina Moderator", groups=["Moderators"])
    city = CityFactory(name="Dundee", slug="dundee", nation="scotland")
    names = {AUTHOR: "Rab Rude", REPORTER: "Rhona Reporter"}
    author, reporter = (
        MembershipFactory(city=city, is_home=True, user__email=email, user__display_name=name).user
        for email, name in names.items()
    )
    board = BoardFactory(title="Keeping it fair", slug=BOARD.split("/")[-2])
    for title in (REPORTED, HIDDEN, *TRIED.values()):
        rude = PostFactory(thread=ThreadFactory(board=board, title=title), author=author, body=RUDE)
        rested(author)
        if title == REPORTED:
            flag(rude, reason="unkind", note="They say so each week.", by=reporter)
        if title == HIDDEN:
            hide_post(rude, reason="It says who lives there.", by=moderator)
            PostFactory(thread=rude.thread, author=reporter, body="My first words.", held=True)
    flag(ThreadFactory(board=board, title=TRIED[None]).posts.get(), reason="spam", by=reporter)
    sanction(author, kind="warning", reason="Twice in a week.", by=moderator)


def open_first(page: Page) -> None:
    """Open what stands first in the queue."""
    page.locator("main .slips a").first.click()


def report(page: Page) -> None:
    of(REPORTED, "level")(page)
    page.go_back()
    page.locator("#p2 summary").click()
    page.locator("#p2").get_by_role("link", name="Report").click()


def refuse(page: Page) -> None:
    page.locator("main details summary").first.click()
    page.get_by_role("button", name="Refuse the post").first.click()


def show_again(page: Page) -> None:
    of(HIDDEN, "moderate")(page)
    page.get_by_role("link", name="Show it again").first.click()


def settle_undecided(page: Page) -> None:
    open_first(page)
    page.get_by_role("button", name="Settle the reports").click()


def open_person(page: Page) -> None:
    page.get_by_label("Name or email address").fill("rab rude")
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator("main .slips a").first.click()

"""Events that the public reads: one ahead, one that is full, one that is over, one that is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page

EVENTS, START, BOARD = "/network/events/", "/network/events/new/", "/network/homes-and-heat/"
PAST, MONTH = f"{EVENTS}?show=over", f"{EVENTS}?month={date.today() + timedelta(days=14):%Y-%m}"
AHEAD, FULL, OVER, GONE = "How we insulated 40 homes", "Visit to the baths", "What the lease says", "Called off"


def make_events(city: Any, *, host: Any, member: Any) -> None:
    """Make the events; `member` comes to the first, waits for the second, and was at the third."""
    from network.events.choices import EventKind
    from network.events.demo import DemoEvent, call_demo_event, tell_of_demo_event
    from network.events.services.attending import join
    from network.events.services.planning import cancel_event
    from tests.factories.forum import BoardFactory, PostFactory

    board = BoardFactory(title="Homes and heat", slug="homes-and-heat", audience="public", themes=["energy"])
    body = "An hour with the people who did it.\n\n- What it cost\n- What broke"
    call = DemoEvent(title=AHEAD, body=body, days=12, link="https://meet.example.org/homes", themes=["housing"])
    ahead = call_demo_event(board, call, by=host, comers=[member])
    PostFactory(thread=ahead.thread, author=member, body="Did the **Antidisestablishmentarian** baths pay?")
    visit = DemoEvent(
        title=FULL,
        body="We walk through it.",
        days=20,
        kind=EventKind.VISIT,
        host=city,
        capacity=1,
        place="Calder Street",
    )
    full = call_demo_event(board, visit, by=host, comers=[host])
    join(full, by=member)
    over = call_demo_event(board, DemoEvent(title=OVER, body="The lawyers tell.", days=-9), by=host, comers=[member])
    tell_of_demo_event(
        over,
        notes="# What was said\n\n- Ask early\n- Read clause 4",
        links=[("The recording", "https://example.org/film")],
        pledges=[(city, "Ask for the lease of the library", member)],
    )
    off = call_demo_event(board, DemoEvent(title=GONE, body="It was to be.", days=15), by=host)
    cancel_event(off, "The speaker is ill.", by=host)


def open_event(title: str, *links: str) -> Callable[[Page], None]:
    """Return what opens an event from the list, and then what its links lead to."""

    def reach(page: Page) -> None:
        page.locator("main").get_by_role("link", name=title).first.click()
        for link in links:
            page.get_by_role("link", name=link, exact=True).first.click()

    return reach


def act(title: str, name: str) -> Callable[[Page], None]:
    """Return what opens a page below that of an event."""

    def reach(page: Page) -> None:
        open_event(title)(page)
        page.wait_for_url("**/network/events/*-*/")
        key = page.url.rstrip("/").rpartition("/")[2].partition("-")[0]
        page.goto(page.url.partition("/network/")[0] + f"{EVENTS}{key}/{name}/")

    return reach


def of_thread(title: str, name: str) -> Callable[[Page], None]:
    """Return what opens a page below the thread of an event that is listed."""

    def reach(page: Page) -> None:
        if title == OVER:
            page.goto(page.url.partition("/network/")[0] + PAST)
        act(title, "join")(page)
        page.goto(page.url.replace(EVENTS, "/network/threads/").replace("/join/", f"/{name}/"))

    return reach


def send_empty_outcome(page: Page) -> None:
    of_thread(AHEAD, "outcome")(page)
    page.get_by_label("What worked, and what did not").fill("")
    page.get_by_role("button", name="Save the outcome").click()


join = act(AHEAD, "join")


def clash(page: Page) -> None:
    """Send the form of a change that began from something else."""
    act(AHEAD, "edit")(page)
    page.locator("[name=seen]").evaluate("field => { field.value = 'x'; }")
    page.locator("#id_place").fill("Elsewhere")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("table").wait_for()

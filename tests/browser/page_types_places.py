"""Pages of cities, their networks, advice days and people."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import advice, content
from tests.browser.page_kinds import form, read, send_empty


def open_person(page: Page) -> None:
    page.get_by_role("link", name="Morag Member").last.click()
    page.wait_for_url("**/network/people/*/")


def send_wrong_website(page: Page) -> None:
    page.get_by_label("Website").fill("nowhere")
    send_empty(page)


def open_request(page: Page) -> None:
    page.get_by_role("link", name="Ailsa Asker").click()


def open_writing(page: Page) -> None:
    open_person(page)
    page.get_by_role("link", name="Write to Morag Member").click()
    page.wait_for_url("**/write/")


def send_empty_letter(page: Page) -> None:
    open_writing(page)
    send_empty(page)


def send_name(name: str) -> Callable[[Page], None]:
    """Return what sends the form of a partner with a name."""

    def send(page: Page) -> None:
        page.get_by_label("Name of the organisation").fill(name)
        send_empty(page)

    return send


def open_member(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Change ?: Morag Member")).click()


def open_removal(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Remove ?: ")).first.click()
    page.wait_for_url("**/remove/")


def open_seat(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Change ?: Glasgow Example Council")).click()
    page.wait_for_url("**/partners/*/")


def open_advice(topic: str) -> Callable[[Page], None]:
    """Return what opens a request for advice from the page of its city."""
    return lambda page: page.get_by_role("link", name=topic).first.click()


def unfold_acts(page: Page) -> None:
    """Open a request that was agreed to, with all that an adviser can do."""
    open_advice(advice.PLANNED)(page)
    for act in page.locator("details.act:not([open]) summary").all()[::-1]:
        act.click()


def send_empty_use(page: Page) -> None:
    open_advice(advice.PLANNED)(page)
    page.get_by_role("button", name="Log them").click()


INVITE, ADD_PARTNER = "/cities/glasgow/network/invite/", "/cities/glasgow/network/partners/add/"


CITIES = [
    read("cities", "/cities/"),
    read("focus city", "/cities/glasgow/"),
    read("city without a network", "/cities/newcastle-upon-tyne/"),
    read("city news", "/cities/glasgow/news/"),
    form("invitation", content.INVITATION),
    form("focus city, coordinator", "/cities/glasgow/", who=content.COORDINATOR),
    form("city without a network, administrator", "/cities/newcastle-upon-tyne/", who=content.ADMINISTRATOR),
    form("people of a network, coordinator", "/cities/glasgow/network/", who=content.COORDINATOR),
    form("people of a network, member", "/cities/glasgow/network/", who=content.MEMBER),
    form("invite people", INVITE, who=content.COORDINATOR),
    form("invite people, with errors", INVITE, who=content.COORDINATOR, reach=send_empty),
    form("request to join", "/cities/glasgow/network/", who=content.COORDINATOR, reach=open_request),
    form("member of a network", "/cities/glasgow/network/", who=content.COORDINATOR, reach=open_member),
    form("partner, what it does", "/cities/glasgow/network/", who=content.COORDINATOR, reach=open_seat),
    form("partner, removed or not", "/cities/glasgow/network/", who=content.COORDINATOR, reach=open_removal),
    form("add a partner", ADD_PARTNER, who=content.COORDINATOR),
    form("add a partner, with errors", ADD_PARTNER, who=content.COORDINATOR, reach=send_empty),
    form(
        "add a partner, near names", ADD_PARTNER, who=content.COORDINATOR, reach=send_name("neighbourhood association")
    ),
    form("add a partner, new name", ADD_PARTNER, who=content.COORDINATOR, reach=send_name("The Baths")),
    form("people of a network, request waits", "/cities/glasgow/network/", status=403, who=content.ASKER),
    form("post a notice", "/cities/glasgow/news/new/", who=content.COORDINATOR),
    form("join a network", "/cities/glasgow/join/", who=content.WRITER),
    form("leave a network", "/cities/glasgow/leave/", who=content.MEMBER),
    form("last coordinator", "/cities/glasgow/leave/", who=content.COORDINATOR),
]


ADVICE_DAYS, ASK = "/cities/glasgow/advice/", "/cities/glasgow/advice/new/"


ADVICE = [
    read("advice days", ADVICE_DAYS),
    read("advice days, city that has none", "/cities/newcastle-upon-tyne/advice/"),
    read("advice, public", ADVICE_DAYS, reach=open_advice(advice.ANSWERED)),
    form("advice days, member", ADVICE_DAYS, who=content.MEMBER),
    form("advice days, coordinator", ADVICE_DAYS, who=content.COORDINATOR),
    form("advice days, adviser", ADVICE_DAYS, who=content.ADVISER),
    form("ask for advice", ASK, who=content.MEMBER),
    form("ask for advice, with errors", ASK, who=content.MEMBER, reach=send_empty),
    form("advice that waits, member", ADVICE_DAYS, who=content.MEMBER, reach=open_advice(advice.WAITS)),
    form("advice that waits, adviser", ADVICE_DAYS, who=content.ADVISER, reach=open_advice(advice.WAITS)),
    form("advice that is agreed", ADVICE_DAYS, who=content.ADVISER, reach=unfold_acts),
    form("advice that is agreed, with errors", ADVICE_DAYS, who=content.ADVISER, reach=send_empty_use),
    form("advice that is delivered", ADVICE_DAYS, who=content.ADVISER, reach=open_advice(advice.ANSWERED)),
    form("advice across cities", "/cities/advice/", who=content.ADVISER),
    form("advice across cities, empty month", "/cities/advice/?month=2031-02", who=content.ADMINISTRATOR),
    form("advice across cities, no month", "/cities/advice/?month=2031-13", who=content.ADVISER),
]


DIRECTORY, OWN_COUNCIL = "/network/people/", "/cities/organisations/glasgow-example-council/edit/"


PEOPLE = [
    form("directory", DIRECTORY, who=content.MEMBER),
    form("directory, narrowed", f"{DIRECTORY}?q=morag&city=glasgow&kind=circus", who=content.MEMBER),
    form("directory, nobody fits", f"{DIRECTORY}?q=zeppelin", who=content.COORDINATOR),
    form("directory, without a network", DIRECTORY, status=403, who=content.WRITER),
    form("person", DIRECTORY, who=content.COORDINATOR, reach=open_person),
    form("write to a person", DIRECTORY, who=content.COORDINATOR, reach=open_writing),
    form("write to a person, with errors", DIRECTORY, who=content.COORDINATOR, reach=send_empty_letter),
    form("own organisation", OWN_COUNCIL, who=content.MEMBER),
    form("own organisation with errors", OWN_COUNCIL, who=content.MEMBER, reach=send_wrong_website),
]

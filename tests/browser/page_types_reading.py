"""Pages that everyone reads: handbooks, search, faults and the report of a problem."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import content
from tests.browser.page_kinds import form, read


def open_report(page: Page) -> None:
    page.get_by_role("link", name="Report a problem with this page").click()


def send_empty_report(page: Page) -> None:
    open_report(page)
    page.get_by_role("button", name="Send the report").click()


def send_report(page: Page) -> None:
    open_report(page)
    page.get_by_label("What is wrong?").fill("The third step is out of date.")
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url("**/thanks/")


def open_definition(page: Page) -> None:
    page.get_by_role("button", name="best consideration").click()


READING = [
    read("home", "/"),
    read("home in Scotland", "/?nation=scotland"),
    read("handbooks", "/handbooks/"),
    read("handbooks in Scotland", "/handbooks/?nation=scotland"),
    read("local government handbook", "/handbooks/local-government/"),
    read("handbook in Scotland", "/handbooks/local-government/?nation=scotland&kind=power"),
    read("handbook with nothing left", "/handbooks/local-government/?nation=wales&kind=duty"),
    read("civil society handbook", "/handbooks/civil-society/"),
    read("theme", content.HOUSING),
    read("theme in Wales, unknown kind", f"{content.HOUSING}?nation=wales&kind=nonsense"),
    read("entry", content.LAND),
    read("entry with an open definition", content.LAND, reach=open_definition),
    read("entry that applies", f"{content.LAND_IN_SCOTLAND}?nation=scotland"),
    read("entry of another nation", f"{content.LAND}?nation=scotland"),
    read("entry without equivalent", f"{content.LICENSING}?nation=northern-ireland"),
    read("entry, unknown nation", f"{content.LAND}?nation=atlantis"),
    read("overdue entry", content.LICENSING),
    read("flagged entry", content.ELECTRICITY),
    read("entry of civil society", content.REQUEST),
    read("entry not in force", content.BID),
    read("entry without provision", content.SHARES),
    read("precedents", "/handbooks/precedents/"),
    read("precedents of a city", "/handbooks/precedents/?city=glasgow"),
    read("no precedents", "/handbooks/precedents/?nation=wales&theme=energy"),
    read("precedent", content.GLASGOW),
    read("cautionary precedent", content.TURBINE),
    read("glossary", "/handbooks/glossary/"),
    read("A to Z", "/handbooks/a-z/"),
    read("what changed", "/handbooks/changes/"),
    read("about", "/about/"),
    read("contact", "/contact/"),
    read("accessibility", "/accessibility/"),
    read("privacy", "/privacy/"),
    read("empty search", "/search/"),
    read("search", "/search/?q=land"),
    read("search in a nation", "/search/?q=land&nation=scotland"),
    read("search without results", "/search/?q=zeppelin"),
]


FAULTS = [
    read("400", "/search/?q=%00", status=400),
    read("403", "/styleguide/fault/403/", status=403),
    read("404", "/handbooks/local-government/housing/dispose-of-lnd/", status=404),
    read("410", content.WITHDRAWN, status=410),
    read("500", "/styleguide/fault/500/", status=500),
]


REPORTS = [
    form("report", content.LAND, reach=open_report),
    form("report with errors", content.LAND, reach=send_empty_report),
    form("report, thanks", content.LAND, reach=send_report),
]


STYLEGUIDE = [read("style guide", "/styleguide/"), read("style guide, spread", "/styleguide/spread/")]

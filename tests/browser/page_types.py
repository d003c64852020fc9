"""Every type of page that a reader can meet, with the address of one of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import advice, content, events, imports, planning, plans
from tests.factories.accounts import PASSWORD


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


def read(name: str, path: str, **more: object) -> PageType:
    return PageType(name=name, path=path, **more)


def form(name: str, path: str, **more: object) -> PageType:
    """A page with a form that needs a token, and so a cookie."""
    return PageType(name=name, path=path, has_form=True, **more)


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


def prove(page: Page) -> None:
    """Give the password once more, where it is asked for."""
    if page.get_by_role("heading", name="Is it you?").count():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()


def own(name: str, path: str, **more: object) -> PageType:
    """A page about one's own account."""
    return form(name, path, who=content.OWNER, **more)


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
FORMS = [
    form("report", content.LAND, reach=open_report),
    form("report with errors", content.LAND, reach=send_empty_report),
    form("report, thanks", content.LAND, reach=send_report),
    form("sign in", "/accounts/login/"),
    form("sign in with errors", "/accounts/login/", reach=send_empty),
    form("sign up", "/accounts/signup/"),
    form("sign up with errors", "/accounts/signup/", reach=send_empty),
    form("forgotten password", "/accounts/password/reset/"),
    form("broken password link", "/accounts/password/reset/key/1-broken/"),
    form("broken confirmation link", "/accounts/confirm-email/broken/"),
    form("mailbox", "/mailbox/"),
    form("sign-in code", "/accounts/login/code/"),
    form("council", "/accounts/oidc/leeds/login/"),
    read("council, stopped", "/accounts/3rdparty/login/cancelled/"),
    read("council, fault", "/accounts/3rdparty/login/error/", status=401),
    read("broken one-click link", "/letters/broken/", status=404),
    read("account deleted", "/accounts/privacy/deleted/"),
]
OWN = [
    own("preferences", "/accounts/preferences/"),
    own("email address", "/accounts/email/"),
    own("password", "/accounts/password/change/"),
    own("two-step sign-in", "/accounts/2fa/"),
    own("passkeys", "/accounts/2fa/webauthn/"),
    own("sessions", "/accounts/sessions/"),
    own("council accounts", "/accounts/3rdparty/"),
    own("own data", "/accounts/privacy/"),
    own("own data, gone", "/accounts/privacy/copies/1/", status=404),
    own("is it you", "/accounts/reauthenticate/"),
    own("app", "/accounts/2fa/totp/activate/", reach=prove),
    own("passkey", "/accounts/2fa/webauthn/add/", reach=prove),
    own("leaving", "/accounts/privacy/delete/", reach=prove),
    own("sign out", "/accounts/logout/"),
]
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
TELLING = [
    form("follow a plan", plans.FOLLOW),
    form("follow a plan, with errors", plans.FOLLOW, reach=send_empty),
    form("follow a plan, asked", plans.FOLLOW, reach=plans.ask_to_follow),
    form("follow a plan, by account", plans.FOLLOW, who=content.MEMBER),
    form("confirm a follow", plans.FOLLOW, reach=plans.open_confirmation),
    form("confirm a follow, done", plans.FOLLOW, reach=plans.confirm),
    form("follow no longer", plans.FOLLOW, reach=plans.open_end),
    read("broken link of a follower", "/plans/follow/broken/", status=404),
    read("link of a reminder", plans.OPEN_LINK),
    read("link of a reminder, unfolded", plans.OPEN_LINK, reach=plans.unfold_end),
    read("link of a reminder, with errors", plans.OPEN_LINK, reach=send_empty),
    read("link of a reminder, used", plans.USED_LINK, status=410),
    read("link of a reminder, unknown", "/plans/update/broken/", status=404),
    form("links of a plan", plans.LINKS, who=content.COORDINATOR),
]
FILES = [
    read("no edition to download", "/cities/newcastle-upon-tyne/plan.csv", status=404),
    form("import a spreadsheet", imports.IMPORT, who=content.COORDINATOR),
    form("import a spreadsheet, with errors", imports.IMPORT, who=content.COORDINATOR, reach=send_empty),
    form("import, what would change", imports.IMPORT, who=content.COORDINATOR, reach=imports.upload(imports.GOOD)),
    form("import, rows with errors", imports.IMPORT, who=content.COORDINATOR, reach=imports.upload(imports.WRONG)),
]
POWERS, PROGRESS = "/cities/powers/", "/cities/progress/"


def unfold_powers(page: Page) -> None:
    """Open who did it before, of every entry."""
    for summary in page.locator(".matrix summary").all():
        summary.click()


ACROSS = [
    read("powers in use", POWERS),
    read("powers in use, unfolded", POWERS, reach=unfold_powers),
    read("powers in use, narrowed", f"{POWERS}?nation=scotland&handbook=civil-society&stage=circus"),
    read("powers in use, nothing left", f"{POWERS}?stage=done"),
    form("powers in use, member", POWERS, who=content.MEMBER, reach=unfold_powers),
    read("progress", PROGRESS),
    read("progress by theme", f"{PROGRESS}?theme=housing"),
    read("search for actions", "/search/?q=baths&kind=action"),
]
PLANNING = [
    form("begin a plan", planning.BEGIN, who=content.ADMINISTRATOR),
    form("begin a plan, with errors", planning.BEGIN, who=content.ADMINISTRATOR, reach=send_empty),
    form("manage a plan", planning.MANAGE, who=content.COORDINATOR),
    form("manage a plan, a line open", planning.MANAGE, who=content.COORDINATOR, reach=planning.unfold_line),
    form("manage a plan, a line with errors", planning.MANAGE, who=content.COORDINATOR, reach=planning.send_wrong_line),
    form("frame of a plan", f"{plans.PLAN}edit/", who=content.COORDINATOR),
    form("archive a plan", f"{plans.PLAN}archive/", who=content.COORDINATOR),
    form("draft of an edition", f"{plans.PLAN}publish/", who=content.COORDINATOR),
    form("new objective", f"{plans.PLAN}objectives/new/", who=content.COORDINATOR),
    form("new action, with errors", f"{plans.PLAN}actions/new/", who=content.COORDINATOR, reach=send_empty),
    form("text of an action", planning.MANAGE, who=content.COORDINATOR, reach=planning.open_first("Whole text")),
    form("two edits of an action", planning.MANAGE, who=content.COORDINATOR, reach=planning.open_clash),
    form("parts of an action", planning.MANAGE, who=content.COORDINATOR, reach=planning.search_basis),
    form("parts of an action, with errors", planning.MANAGE, who=content.COORDINATOR, reach=planning.send_empty_step),
    form("update of an action", planning.MANAGE, who=content.COORDINATOR, reach=planning.open_first("Update")),
    form("update, with errors", planning.MANAGE, who=content.COORDINATOR, reach=planning.send_wrong_update),
    form("correction of an update", plans.PLAN, who=content.MEMBER, reach=planning.open_correction),
    form("endorse an edition", f"{plans.PLAN}editions/1/endorse/", who=content.MEMBER),
]
PLANS_READ = [
    read("plan", plans.PLAN),
    read("plan, narrowed", f"{plans.PLAN}?stage=circus&q=baths"),
    read("plan, nothing left", f"{plans.PLAN}?stage=dropped"),
    read("no plan yet", "/cities/newcastle-upon-tyne/plan/"),
    form("plan, coordinator", plans.PLAN, who=content.COORDINATOR),
    form("plan as published, member", f"{plans.PLAN}?text=edition", who=content.MEMBER),
    read("action", plans.PLAN, reach=plans.open_action),
    form("action, coordinator", plans.PLAN, who=content.COORDINATOR, reach=plans.open_action),
    form("edits of an action", plans.PLAN, who=content.MEMBER, reach=plans.open_history),
    read("one update", plans.PLAN, reach=plans.open_update),
    read("editions", f"{plans.PLAN}editions/"),
    read("one edition", f"{plans.PLAN}editions/1/"),
    read("two editions", f"{plans.PLAN}editions/1/2/"),
    read("two editions that cannot be compared", f"{plans.PLAN}editions/?first=1&second=1", status=422),
    read("plan for a committee", f"{plans.PLAN}print/"),
    form("what changed in a plan", f"{plans.PLAN}changes/", who=content.MEMBER),
]
AT_EVENTS = [
    read("events", events.EVENTS),
    read("events that are over", f"{events.EVENTS}?show=over&kind=circus"),
    read("no events", f"{events.EVENTS}?kind=advice"),
    form("events, member", events.EVENTS, who=content.MEMBER),
    read("month of events", f"{events.EVENTS}?month=2031-02"),
    form("month of events, member", events.MONTH, who=content.MEMBER),
    read("event", events.EVENTS, reach=events.open_event(events.AHEAD)),
    form("event, member who comes", events.EVENTS, who=content.MEMBER, reach=events.open_event(events.AHEAD)),
    form("event that is full", events.EVENTS, who=content.MEMBER, reach=events.open_event(events.FULL)),
    read("event that is cancelled", events.EVENTS, reach=events.open_event(events.GONE)),
    form("event, host", events.EVENTS, who=content.COORDINATOR, reach=events.open_event(events.AHEAD)),
    form("event that is over", events.PAST, who=content.MEMBER, reach=events.open_event(events.OVER)),
    form("come to an event", events.EVENTS, who=content.ADVISER, reach=events.join),
    form("call an event", events.START, who=content.MEMBER),
    form("call an event, with errors", events.START, who=content.MEMBER, reach=send_empty),
    form("call an event, no network", events.START, status=403, who=content.WRITER),
    form("change an event", events.EVENTS, who=content.COORDINATOR, reach=events.act(events.AHEAD, "edit")),
    form("cancel an event", events.EVENTS, who=content.COORDINATOR, reach=events.act(events.AHEAD, "cancel")),
    form("notes of an event", events.EVENTS, who=content.MEMBER, reach=events.act(events.AHEAD, "notes")),
    form("materials of an event", events.PAST, who=content.COORDINATOR, reach=events.act(events.OVER, "materials")),
    form("what cities will do", events.PAST, who=content.MEMBER, reach=events.act(events.OVER, "after")),
    read("thread of an event", events.EVENTS, reach=events.open_event(events.AHEAD, "The thread in the forum")),
]
IN_FORUM = [
    read("forum", "/network/"),
    form("forum, member", "/network/", who=content.MEMBER),
    read("forum, nothing like that", "/network/?kind=notice&theme=finance"),
    read("boards", "/network/boards/"),
    form("board, member", "/network/homes-and-heat/", who=content.MEMBER),
    read("thread", "/network/homes-and-heat/", reach=events.open_event(events.OVER)),
    form("thread, member", "/network/homes-and-heat/", who=content.MEMBER, reach=events.open_event(events.AHEAD)),
]
TYING = [
    read("asks and offers", "/network/asks/"),
    form("asks and offers, member", "/network/asks/?kind=circus&show=met", who=content.MEMBER),
    read("outcomes", "/network/outcomes/"),
    form("links of a thread", events.EVENTS, who=content.COORDINATOR, reach=events.of_thread(events.AHEAD, "links")),
    form("outcome of a thread", events.EVENTS, who=content.MEMBER, reach=events.of_thread(events.OVER, "outcome")),
    form("outcome, with errors", events.EVENTS, who=content.MEMBER, reach=events.send_empty_outcome),
]
FOLLOWED = [
    form("what is new for a person", "/network/new/", who=content.MEMBER),
    form("following", "/network/following/", who=content.MEMBER),
    form("kept posts", "/network/bookmarks/", who=content.MEMBER),
    form("feeds of a person", "/network/feeds/", who=content.MEMBER),
    form("level of a thread", events.EVENTS, who=content.MEMBER, reach=events.of_thread(events.AHEAD, "level")),
]
STYLEGUIDE = [read("style guide", "/styleguide/"), read("style guide, spread", "/styleguide/spread/")]

EVERY = [
    *READING,
    *FAULTS,
    *FORMS,
    *OWN,
    *CITIES,
    *ADVICE,
    *PEOPLE,
    *TELLING,
    *PLANNING,
    *ACROSS,
    *FILES,
    *PLANS_READ,
    *AT_EVENTS,
    *IN_FORUM,
    *TYING,
    *FOLLOWED,
    *STYLEGUIDE,
]

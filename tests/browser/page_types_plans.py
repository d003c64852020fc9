"""Pages of action plans: read, written, imported, followed and seen across cities."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import content, imports, planning, plans
from tests.browser.page_kinds import form, read, send_empty

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

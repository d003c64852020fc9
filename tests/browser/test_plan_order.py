"""Actions of a plan are put in order: by the mouse, by keyboard, and by touch on a narrow screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import hull
from tests.browser.conftest import Opener
from tests.browser.test_keyboard import tab_to
from tests.browser.test_networks import enter

pytestmark = pytest.mark.usefixtures("hull")
MANAGE = f"{hull.PLAN}manage/"
ORDER = """lists => Object.fromEntries(lists.map(list => [
  list.closest(".ordered").querySelector("h3").textContent.replace(/^[0-9]+. /, ""),
  [...list.querySelectorAll("h4")].map(title => title.textContent.replace(/^[0-9]+ /, ""))]))"""
TALL = {"width": 1280, "height": 4000}  # every action is on the screen, so that none has to be scrolled to
NARROW = {"width": 390, "height": 844}
FIRST, SECOND, THIRD = hull.ACTIONS[hull.HOMES]

Order = dict[str, list[str]]


def order(page: Page) -> Order:
    """Return the titles of the actions below that of each objective, as the page shows them."""
    return page.locator("[data-order-url]").evaluate_all(ORDER)


def action(page: Page, title: str) -> Locator:
    return page.locator("[data-action]").filter(has=page.get_by_role("heading", name=title))


def objective(page: Page, title: str) -> Locator:
    return page.locator(".ordered").filter(has=page.get_by_role("heading", name=title, level=3))


@pytest.fixture
def manage(open_reader: Opener):
    """Open the coordinators' page, and put the plan back into its first order when the test is over."""
    readers = []

    def open_page(**options: object) -> Page:
        readers.append(open_reader(**options))
        page = readers[-1].page
        enter(page, hull.COORDINATOR)
        page.goto(MANAGE)
        return page

    yield open_page
    assert [fault for reader in readers for fault in reader.faults] == []
    for title in (FIRST, SECOND, THIRD, hull.OVERDUE):
        home = hull.ENERGY if title == hull.OVERDUE else hull.HOMES
        if title not in order(readers[0].page)[home]:
            choose_objective(readers[0].page, title, home)
    sort(readers[0].page)


def sort(page: Page) -> None:
    """Move the actions of the first objective up until they stand as they were made."""
    for place, title in enumerate((FIRST, SECOND, THIRD)):
        while order(page)[hull.HOMES].index(title) > place:
            press_and_see(page, action(page, title).get_by_role("button", name="Up"))


def choose_objective(page: Page, title: str, name: str) -> None:
    """Put an action below another objective, by the form of its text."""
    action(page, title).get_by_role("link", name="Whole text").click()
    page.get_by_label("Objective").select_option(label=name)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/manage/"))


def press_and_see(page: Page, button: Locator) -> None:
    with page.expect_event("load"):
        button.click()


def drag(page: Page, title: str, *, to: Locator, low: bool = False) -> None:
    """Drag an action into the upper or the lower half of something, and hold it where it stands now."""
    titles = page.locator("[data-action] h4")
    before = titles.all_inner_texts()
    action(page, title).locator("p").first.hover()
    page.mouse.down()
    place = to.bounding_box()
    assert place
    across, down = place["x"] + place["width"] / 2, place["y"] + place["height"] * (0.9 if low else 0.1)
    page.mouse.move(across, down, steps=12)
    for step in range(1, 7):  # what is entered is dragged over only by the next step, and so is what moves below it
        page.mouse.move(across + step, down)
    expect(titles).not_to_have_text(before)


def drop(page: Page) -> None:
    """Let go, and wait for the page with the order that was kept."""
    with page.expect_event("load"):
        page.mouse.up()


def survives(page: Page, expected: Order) -> None:
    assert order(page) == expected
    page.reload()
    assert order(page) == expected


def test_action_is_dragged_to_another_place(manage) -> None:
    page = manage(viewport=TALL)
    before = order(page)
    assert before == {hull.HOMES: [FIRST, SECOND, THIRD], hull.ENERGY: [hull.OVERDUE], hull.TRAVEL: []}
    drag(page, THIRD, to=action(page, FIRST))
    drop(page)
    survives(page, {**before, hull.HOMES: [THIRD, FIRST, SECOND]})
    drag(page, THIRD, to=action(page, FIRST), low=True)
    drop(page)
    survives(page, {**before, hull.HOMES: [FIRST, THIRD, SECOND]})


@pytest.mark.parametrize("name", [hull.ENERGY, hull.TRAVEL])
def test_action_is_dragged_below_another_objective(manage, name: str) -> None:
    page = manage(viewport=TALL)
    before = order(page)
    target = action(page, hull.OVERDUE) if before[name] else objective(page, name)
    drag(page, SECOND, to=target, low=True)
    drop(page)
    survives(page, {**before, hull.HOMES: [FIRST, THIRD], name: [*before[name], SECOND]})


@pytest.mark.parametrize("how", ["Escape", "outside"])
def test_drag_that_is_given_up_changes_nothing(manage, how: str) -> None:
    page = manage(viewport=TALL)
    before = order(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    drag(page, THIRD, to=action(page, FIRST))
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.move(5, 5, steps=4)
    page.mouse.up()
    expect(page.locator(".dragged")).to_have_count(0)
    survives(page, before)
    assert "POST" not in sent


def test_action_that_was_changed_in_its_place_is_dragged_too(manage) -> None:
    page = manage(viewport=TALL)
    before = order(page)
    action(page, THIRD).get_by_role("link", name="Title, dates, owner").click()
    form = page.locator("form.fields")
    expect(page.locator("[data-action]").filter(has=form)).to_have_js_property("draggable", False)
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    drag(page, THIRD, to=action(page, FIRST))
    drop(page)
    survives(page, {**before, hull.HOMES: [THIRD, FIRST, SECOND]})


def test_action_is_moved_by_keyboard(manage) -> None:
    page = manage()
    before = order(page)
    tab_to(page, action(page, THIRD).get_by_role("button", name="Up"))
    for stays_on in ("Up", "Down"):  # at the top, the one that leads back
        with page.expect_event("load"):
            page.keyboard.press("Enter")
        expect(action(page, THIRD).get_by_role("button", name=stays_on)).to_be_focused()
    survives(page, {**before, hull.HOMES: [THIRD, FIRST, SECOND]})


@pytest.mark.parametrize("scripts", [True, False])
def test_action_is_moved_by_touch_on_a_narrow_screen(manage, scripts: bool) -> None:
    page = manage(viewport=NARROW, has_touch=True, java_script_enabled=scripts)
    before = [FIRST, SECOND, THIRD]
    titles = objective(page, hull.HOMES).get_by_role("heading", level=4)
    expect(titles).to_have_text([re.compile(title) for title in before])
    action(page, FIRST).get_by_role("button", name="Down").tap()
    after = [re.compile(title) for title in (SECOND, FIRST, THIRD)]
    expect(titles).to_have_text(after)
    page.reload()
    expect(titles).to_have_text(after)


def test_action_is_put_below_another_objective_without_dragging(manage) -> None:
    page = manage(viewport=NARROW)
    before = order(page)
    choose_objective(page, SECOND, hull.TRAVEL)
    survives(page, {**before, hull.HOMES: [FIRST, THIRD], hull.TRAVEL: [SECOND]})

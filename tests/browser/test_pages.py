"""What holds on every page: its frame, its manners, its accessibility, its width.

Each page is opened once and looked at in all its shapes; all that is wrong with it is told together.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import content
from tests.browser.conftest import WIDE, Visit
from tests.browser.page_kinds import PageType
from tests.browser.page_types import EVERY
from tests.browser.watching import Watched, cut_marks, places, too_wide, violations

SIGNED_IN = {"sessionid", "messages"}
NARROW = {"width": 320, "height": 700}
FRAME = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map(element => element.id);
  return {
    headings: all("h1").length,
    heading: document.querySelector("main h1")?.innerText.trim() ?? "",
    mains: all("main").length,
    language: document.documentElement.lang,
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    lost: all('a[href^="#"]').map(link => link.hash.slice(1)).filter(id => id && !document.getElementById(id)),
  };
}"""
DRESS = """([markup, style]) => {
  document.querySelector("main").insertAdjacentHTML("beforeend", markup);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""
DARK, SMALL = "(prefers-color-scheme: dark)", "(max-width: 30rem)"


@pytest.mark.parametrize("page_type", EVERY, ids=str)
def test_page(visit: Visit, site: str, page_type: PageType) -> None:
    opened = visit(page_type.path, who=page_type.who, status=page_type.status, reach=page_type.reach)
    found = [*faults_of_frame(opened.page), *faults_of_looks(opened.page), *faults_of_manners(opened, page_type, site)]
    assert not found, "\n".join(found)


def faults_of_frame(page: Page) -> Iterator[str]:
    """Yield what is wrong with the headings, landmarks, language, title, ids and inner links of a page."""
    frame = page.evaluate(FRAME)
    if frame["headings"] != 1 or not frame["heading"]:
        yield f"headings of the first level: {frame['headings']}; in main: “{frame['heading']}”"
    if frame["mains"] != 1:
        yield f"main landmarks: {frame['mains']}"
    if frame["language"] != "en-gb":
        yield f"language: “{frame['language']}”"
    if not page.title().endswith("Resilient Cities"):
        yield f"title: “{page.title()}”"
    if frame["twice"]:
        yield f"ids that are there twice: {frame['twice']}"
    if frame["lost"]:
        yield f"links to parts that are not there: {frame['lost']}"


def faults_of_looks(page: Page) -> Iterator[str]:
    """Yield what is wrong with a page at both widths, in light and in dark, and with large text."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        in_light = places(page)
        yield from (f"light, {size['width']} px: {found}" for found in violations(page))
        page.emulate_media(color_scheme="dark")
        # What does not move can differ in its colours alone, and most rules look at all else.
        only_colours = places(page) == in_light
        yield from (f"dark, {size['width']} px: {found}" for found in violations(page, only_colours=only_colours))
    yield from (f"marks of a list are cut off: {part}" for part in cut_marks(page))
    for text in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        yield from (f"text at {text}, {NARROW['width']} px: too wide: {part}" for part in too_wide(page))


def faults_of_manners(opened: Watched, page_type: PageType, site: str) -> Iterator[str]:
    """Yield what the browser reported, whom else the page asked, and which cookies it set without need."""
    yield from opened.faults
    if opened.hosts != {site.removeprefix("http://")}:
        yield f"asked: {opened.hosts}"
    allowed = {"csrftoken"} if page_type.has_form else set()
    if page_type.who:
        allowed |= SIGNED_IN
    for cookie in opened.context.cookies():
        if cookie["name"] not in allowed:
            yield f"cookie: {cookie['name']}"


@pytest.mark.parametrize(
    ("markup", "style", "told"),
    [
        ("", "", set()),
        ("<input>", "", {"light, 1280 px: label", "light, 320 px: label"}),
        (
            "<input class=x>",
            f".x {{ display: none }} @media {DARK} {{ .x {{ display: block }} }}",
            {"dark, 1280 px: label", "dark, 320 px: label"},
        ),
        (
            "<p class=x>Faint</p>",
            f"@media {DARK} {{ .x {{ color: #444 }} }}",
            {"dark, 1280 px: color-contrast", "dark, 320 px: color-contrast"},
        ),
        (
            "<p class=x>Faint</p>",
            f"@media {DARK} and {SMALL} {{ .x {{ color: #444 }} }}",
            {"dark, 320 px: color-contrast"},
        ),
        (
            "<p class=x>Wide</p>",
            f"@media {SMALL} {{ .x {{ inline-size: 25rem }} }}",
            {"text at 100%, 320 px: too wide", "text at 200%, 320 px: too wide"},
        ),
        ("<p class=x>Wide</p>", ".x { inline-size: 15rem }", {"text at 200%, 320 px: too wide"}),
    ],
    ids=["none", "label", "label in dark", "faint in dark", "faint in dark, narrow", "wide", "wide in large text"],
)
def test_fault_is_told_with_the_shape_that_has_it(page: Page, markup: str, style: str, told: set[str]) -> None:
    """So that a page without faults says something."""
    page.goto("/about/")
    page.evaluate(DRESS, [markup, style])
    assert {": ".join(found.split(": ")[:2]) for found in faults_of_looks(page)} == told


def test_reader_brings_nothing_of_the_one_before(visit: Visit) -> None:
    """Although both come through one page of the browser."""
    assert visit("/accounts/email/", who=content.OWNER).context.cookies()
    assert visit("/about/").context.cookies() == []

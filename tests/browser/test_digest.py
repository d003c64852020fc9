"""The HTML part of a digest as mail programs draw it: at its full width and on a telephone, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import content
from tests.browser.conftest import Opener, SignIn
from tests.browser.watching import too_wide, violations

UNSEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const unseen = [];
  let seen = 0;
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!words || element.closest(".preheader")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const inside = box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= window.innerWidth;
    if (element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && inside) seen += 1;
    else unseen.push(words);
  }
  return { seen, unseen };
}"""


@pytest.fixture(scope="module")
def letter(browser, site: str, sign_in: SignIn) -> str:
    """The HTML of a member's next digest, as it would leave."""
    context = browser.new_context(base_url=site, storage_state=sign_in(content.MEMBER))
    answer = context.request.get("/digests/preview/html/")
    assert answer.status == 200
    html = answer.text()
    context.close()
    return html


@pytest.mark.parametrize("width", [600, 360])
def test_digest_is_whole_and_legible(open_reader: Opener, letter: str, width: int) -> None:
    reader = open_reader(viewport={"width": width, "height": 800})
    reader.page.set_content(letter)
    found = list(faults_of_letter(reader.page))
    assert not found, "\n".join(found)
    assert reader.faults == []
    assert reader.hosts == set()


def faults_of_letter(page: Page) -> Iterator[str]:
    """Yield what is wrong with a letter at the width of its page, in light and in dark."""
    papers = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        papers.add(page.evaluate("getComputedStyle(document.querySelector('.paper')).backgroundColor"))
        yield from (f"{scheme}: too wide: {part}" for part in too_wide(page))
        yield from (f"{scheme}: {found}" for found in violations(page))
        text = page.evaluate(UNSEEN)
        yield from (f"{scheme}: not seen: {words}" for words in text["unseen"])
        if text["seen"] < 10:
            yield f"{scheme}: hardly any text"
    if len(papers) != 2:
        yield f"the same paper in light and in dark: {papers}"

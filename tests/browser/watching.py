"""A page, and what a browser says about it that a reader does not see."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The hatched edge of a notice is a pseudo-element, which would leave the colours of its text undecided. What is
# configured replaces all of axe's own options, so that these are repeated. Source: axe-core, color-contrast.json
CONTRAST = {
    "ignoreUnicode": True,
    "ignoreLength": False,
    "ignorePseudo": True,
    "boldValue": 700,
    "boldTextPt": 14,
    "largeTextPt": 18,
    "contrastRatio": {"normal": {"expected": 4.5}, "large": {"expected": 3}},
    "pseudoSizeThreshold": 0.25,
    "shadowOutlineEmMax": 0.2,
    "textStrokeEmMin": 0.03,
}
FIND_VIOLATIONS = """async ([tags, contrast, onlyColours]) => {
  axe.configure({ checks: [{ id: "color-contrast", options: contrast }] });
  const colours = axe.getRules(tags).filter(rule => rule.tags.includes("cat.color")).map(rule => rule.ruleId);
  const runOnly = onlyColours ? { type: "rule", values: colours } : { type: "tag", values: tags };
  const options = { runOnly, resultTypes: ["violations"], iframes: false };
  const found = await axe.run(document, options);
  return found.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
FIND_PLACES = """() => [...document.body.querySelectorAll("*")].map(element => {
  const box = element.getBoundingClientRect();
  return [box.x, box.y, box.width, box.height, element.checkVisibility({ visibilityProperty: true })].join();
}).join(";")"""
FIND_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    element => element.getBoundingClientRect().right > root.clientWidth + 1);
  return [`${root.scrollWidth}px`, ...wide.map(element => element.outerHTML.slice(0, 120))];
}"""

FIND_CUT = """() => [...document.querySelectorAll("main :is(ul, ol)")].filter(list => {
  const style = getComputedStyle(list), item = list.querySelector(":scope > li");
  return item && getComputedStyle(item).display === "list-item" && style.listStyleType !== "none"
    && parseFloat(style.paddingInlineStart) < parseFloat(style.fontSize) * (list.matches("ol") ? 1.5 : 1);
}).map(list => list.outerHTML.slice(0, 120))"""


class Watched:
    """A page of one reader, with its requests and the faults that the browser reports."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("requestfailed", self._missed)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._heard)

    def start_anew(self, cookies: list[Any]) -> None:
        """Make this the page of a reader who comes for the first time, with nothing but these cookies."""
        self.page.goto("about:blank")  # so that the page before asks for nothing more, as somebody else
        self.context.clear_cookies()
        self.context.add_cookies(cookies)
        self.requests.clear()
        self.faults.clear()

    def _missed(self, request: Request) -> None:
        """Keep what could not be loaded, but for what the reader did not wait for."""
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"not loaded: {request.url}: {request.failure}")

    def _heard(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings, but for the status of the page itself: it may be a 404."""
        is_status = "status of" in message.text and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not is_status:
            self.faults.append(f"console: {message.text}")

    @property
    def hosts(self) -> set[str]:
        """Where the page's requests went; an address inside the page goes nowhere."""
        return {host for request in self.requests if (host := urlsplit(request.url).netloc)}

    @property
    def kinds(self) -> Counter[str]:
        """How many requests there were of each kind, as the browser names them."""
        return Counter(request.resource_type for request in self.requests)


def violations(page: Page, *, only_colours: bool = False) -> list[str]:
    """Return what axe finds on a page as it is drawn now, by all rules or by those about colours."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(FIND_VIOLATIONS, [RULES, CONTRAST, only_colours])


def follow(link: Locator) -> None:
    """Open a link and wait until its page is there: what is asked at once may still be asked of the page before."""
    with link.page.expect_navigation():
        link.click()


def places(page: Page) -> str:
    """Return where each part of the page is drawn now, and whether it is shown, as words to compare."""
    return page.evaluate(FIND_PLACES)


def cut_marks(page: Page) -> list[str]:
    """Return the lists whose marks stand outside the text, where a small screen and paper cut them off."""
    return page.evaluate(FIND_CUT)


def too_wide(page: Page) -> list[str]:
    """Return nothing, or the width of the page and the parts that make it scroll sideways."""
    return page.evaluate(FIND_WIDE)

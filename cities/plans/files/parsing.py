"""What the text of a cell means: dates, lists of names and numbers, milestones. Nothing here asks the database."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cities.places.days import FIRST_DAY, LAST_DAY
from cities.plans.choices import Visibility
from cities.plans.files.cells import NONE_NEEDED
from cities.plans.files.columns import squeezed
from cities.plans.services.parts import MOST_OF_EACH
from portal.accounts.names import clean_line
from portal.text.hidden import paragraphs

ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
BRITISH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
NAMED_DAY = re.compile(r"\d{1,2} [A-Za-z]+ \d{4}")
DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} [A-Za-z]+ \d{4}"
MILESTONE = re.compile(rf"(?P<due>{DAY})[\s:–-]+(?P<title>.+?)(?:\s*\(done:?\s+(?P<done>{DAY})\))?", re.IGNORECASE)
NEEDS_NONE = re.compile(rf"{NONE_NEEDED}\b\s*[:–-]?\s*(?P<why>.*)", re.IGNORECASE | re.DOTALL)
PAGE_NUMBER = re.compile(r"(?P<series>LG|CS|P)\s*(?:(?P<theme>\d{1,4})\.)?(?P<item>\d{1,4})", re.IGNORECASE)


class Refused(Exception):
    """A cell can't be taken as it is; says why, for whoever filled it in."""


@dataclass(frozen=True)
class Step:
    """A milestone as a cell writes it."""

    title: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class PageNumber:
    """The number of an entry or a precedent; precedents have theme 0."""

    series: str
    theme: int
    item: int


def whole_number(text: str) -> int | None:
    """Return a number above 0, or None for an empty cell. Raises Refused."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) <= 2**31 - 1 and len(text) <= 10):
        raise Refused(_("This is not the number of an action. Leave it empty for a new one."))
    return int(text)


def day(text: str) -> date | None:
    """Return a day as ISO or British people write it, or None for an empty cell. Raises Refused."""
    if not text:
        return None
    found = parsed_day(text)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise Refused(_("“%(text)s” is not a date. Write it as 31/12/2026 or 2026-12-31.") % {"text": text[:40]})
    return found


def parsed_day(text: str) -> date | None:
    try:
        if match := ISO_DAY.fullmatch(text):
            year, month, of_month = map(int, match.groups())
            return date(year, month, of_month)
        if match := BRITISH_DAY.fullmatch(text):
            of_month, month, year = map(int, match.groups())
            return date(year, month, of_month)
        if NAMED_DAY.fullmatch(text):
            return named_day(text)
    except ValueError:
        return None
    return None


def named_day(text: str) -> date:
    """Return a day such as 31 December 2026 or 31 Dec 2026. Raises ValueError."""
    form = "%d %b %Y" if len(text.split()[1]) == 3 else "%d %B %Y"
    return datetime.strptime(text, form).date()


def visibility(text: str) -> str:
    """Return who reads an action: one of the three words, or the whole label. Raises Refused."""
    word = text.casefold()
    for value, label in Visibility.choices:
        if word in (value, str(label).casefold()):
            return value
    raise Refused(_("Write one of: %(words)s.") % {"words": ", ".join(Visibility.values)})


def line(text: str) -> str:
    """Return a text of one line as a form takes it. Raises Refused for marks that cannot be seen."""
    try:
        return clean_line(text)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


def milestones(text: str, today: date) -> list[Step]:
    """Return milestones, one a line: “2026-12-31 Title (done 2026-12-01)”. Raises Refused."""
    lines = [line for line in map(squeezed, text.split("\n")) if line]
    if len(lines) > MOST_OF_EACH:
        raise Refused(_("An action has at most %(most)s of these.") % {"most": MOST_OF_EACH})
    steps = [milestone(line, today) for line in lines]
    title, times = Counter(step.title for step in steps).most_common(1)[0] if steps else ("", 0)
    if times > 1:
        raise Refused(_("Two milestones are called “%(title)s”.") % {"title": title[:80]})
    return steps


def milestone(said: str, today: date) -> Step:
    match = MILESTONE.fullmatch(said)
    due = parsed_day(match["due"]) if match else None
    if match is None or due is None or not FIRST_DAY <= due <= LAST_DAY:
        raise Refused(
            _("“%(line)s” is no milestone. Write one a line, its date first: 2026-12-31 Title.") % {"line": said[:80]}
        )
    done = day(match["done"]) if match["done"] else None
    if done and done > today:
        raise Refused(_("“%(line)s”: the day on which it was done is still to come.") % {"line": said[:80]})
    if len(match["title"]) > 200:
        raise Refused(_("A title of a milestone is longer than %(most)s characters.") % {"most": 200})
    return Step(line(match["title"]), due, done)


def why_none_is_needed(text: str) -> str | None:
    """Return why no power is needed, where a cell says so; None where it does not. Raises Refused without a why."""
    match = NEEDS_NONE.fullmatch(text)
    if match is None:
        return None
    why = paragraphs(match["why"])
    if not why:
        raise Refused(_("Say why no power is needed, after a colon: “none needed: the council owns the land”."))
    if len(why) > 500:
        raise Refused(_("This is longer than %(most)s characters.") % {"most": 500})
    return why


def items(text: str) -> list[str]:
    """Return what a list in a cell holds, whether lines, semicolons or commas part it."""
    return [item for item in map(squeezed, re.split(r"[;,\n]", text)) if item]


def page_number(text: str, *series: str) -> PageNumber:
    """Return the number of an entry, such as LG 3.2, or of a precedent, such as P 12. Raises Refused."""
    match = PAGE_NUMBER.fullmatch(text)
    found = match["series"].upper() if match else ""
    if match is None or found not in series or (found == "P") != (match["theme"] is None):
        example = "P 12" if "P" in series else "LG 3.2"
        raise Refused(_("“%(text)s” is not a number such as %(example)s.") % {"text": text[:40], "example": example})
    return PageNumber(found, int(match["theme"] or 0), int(match["item"]))

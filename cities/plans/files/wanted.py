"""What one row of a file wants of its action: each cell compared with the plan, and looked up where it differs.

A cell that says what the action says already is not looked at further, so that a file that was exported and comes
back unchanged changes nothing, whatever has left the network or the handbooks since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cities.plans.choices import Part, Visibility
from cities.plans.files import parsing
from cities.plans.files.cells import name_of, number_of
from cities.plans.files.columns import Field
from cities.plans.files.parsing import Refused, Step
from cities.plans.files.present import PlanPresent, Present, key_of
from cities.plans.models import Action
from cities.plans.reading.text import ActionText, BasisText
from cities.plans.services.parts import MOST_OF_EACH
from portal.text.hidden import paragraphs

PARTS = {Field.LEAD: Part.LEAD, Field.CO_OWNERS: Part.CO_OWNER, Field.SUPPORTERS: Part.SUPPORTER}
TEXTS = (Field.TITLE, Field.SUMMARY, Field.OUTCOME)
LONGEST: dict[str, int] = {name: getattr(Action, name).field.max_length for name in TEXTS}
REQUIRED = (Field.OBJECTIVE, Field.TITLE, Field.SUMMARY)


@dataclass
class Wanted:
    """What is to be written of one action; what is not in it stays. Related rows by their primary keys."""

    text: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)
    entries: list[int] | None = None
    none_needed: str | None = None
    precedents: list[int] | None = None
    milestones: list[Step] | None = None


class RowReader:
    """Reads the cells of one row against the action as it is now, or as a new one."""

    def __init__(self, now: PlanPresent, present: Present | None, today: date) -> None:
        self.now = now
        self.present = present
        self.today = today
        self.wanted = Wanted()

    @property
    def text(self) -> ActionText | None:
        return self.present.text if self.present else None

    def take(self, name: str, cell: str) -> None:
        """Take a cell that differs from the action as it is. Raises Refused."""
        if name in TEXTS:
            cell = self.prose(name, cell)
        if not cell and name in REQUIRED:
            raise Refused(_("This can't be empty."))
        if name in TEXTS:
            self.wanted.text[name] = cell
        elif name in PARTS:
            self.wanted.parts[PARTS[Field(name)]] = self.partners(PARTS[Field(name)], cell)
        else:
            getattr(self, f"take_{name}")(cell)

    def prose(self, name: str, cell: str) -> str:
        """Return a text as the form of an action takes it. Raises Refused."""
        most = LONGEST[name]
        if name == Field.TITLE and "\n" in cell:
            raise Refused(_("A title is one line."))
        cell = parsing.line(cell) if name == Field.TITLE else paragraphs(cell)
        if len(cell) > most:
            raise Refused(_("This is longer than %(most)s characters.") % {"most": f"{most:,}"})
        return cell

    def take_objective(self, cell: str) -> None:
        found = self.now.objectives_by_title.get(key_of(cell), [])
        if len(found) > 1:
            raise Refused(_("Two objectives have this title. Change one of them in the plan first."))
        if not found:
            raise Refused(_("The plan has no objective of this title. Add it to the plan first."))
        self.wanted.text["objective"] = found[0]

    def take_owner(self, cell: str) -> None:
        if cell and cell.casefold() not in self.now.members:
            raise Refused(_("No active member of this network has this address or reference."))
        self.wanted.text["owner"] = self.now.members[cell.casefold()] if cell else None

    def take_starts_on(self, cell: str) -> None:
        self.wanted.text["starts_on"] = parsing.day(cell)

    def take_due_on(self, cell: str) -> None:
        self.wanted.text["due_on"] = parsing.day(cell)

    def take_visibility(self, cell: str) -> None:
        if not cell:
            return
        value = parsing.visibility(cell)
        if self.text and self.text.id in self.now.held and value != Visibility.PUBLIC:
            raise Refused(_("An edition holds this action, so it stays public. Drop it with an update and say why."))
        self.wanted.text["visibility"] = value

    def take_milestones(self, cell: str) -> None:
        self.wanted.milestones = few(parsing.milestones(cell, self.today))

    def take_entries(self, cell: str) -> None:
        why = parsing.why_none_is_needed(cell)
        self.wanted.none_needed = why
        present = self.text.entries if self.text else []
        self.wanted.entries = [] if why else self.pages(cell, present, "LG", "CS")

    def take_precedents(self, cell: str) -> None:
        self.wanted.precedents = self.pages(cell, self.text.precedents if self.text else [], "P")

    def pages(self, cell: str, present: list[BasisText], *series: str) -> list[int]:
        """Return the pages that a list of numbers names; those that the action names already need no check."""
        known = {number_of(basis).casefold(): basis.page for basis in present}
        found = [known.get(item.casefold()) or self.page(item, *series) for item in parsing.items(cell)]
        return few(list(dict.fromkeys(found)))

    def page(self, item: str, *series: str) -> int:
        number = parsing.page_number(item, *series)
        key = (number.series, number.theme, number.item)
        if key not in self.now.ledger:
            raise Refused(_("No page of the handbooks has the number %(number)s.") % {"number": item})
        page = self.now.ledger[key]
        if page is None or page not in self.now.published_pages:
            raise Refused(_("%(number)s is not published any more.") % {"number": item})
        return page

    def partners(self, part: str, cell: str) -> list[int]:
        found = list(dict.fromkeys(self.partner(part, name) for name in self.names(cell)))
        if part == Part.LEAD and len(found) > 1:
            raise Refused(_("An action has one lead. Name the others as co-owners."))
        return few(found)

    def names(self, cell: str) -> list[str]:
        """Return the names in a cell: one a line, or parted by semicolons where no partner is called so."""
        names: list[str] = []
        for line in cell.split("\n"):
            is_one = key_of(line) in self.now.partners_by_name or key_of(line) in self.there
            names += [line] if is_one else line.split(";")
        return [name for name in names if name.strip()]

    @cached_property
    def there(self) -> dict[str, dict[str, int]]:
        """The partners that the action names now: by name, then by their part."""
        found: dict[str, dict[str, int]] = {}
        for named in self.text.partners if self.text else []:
            found.setdefault(key_of(name_of(named)), {})[named.part] = named.partner
        return found

    def partner(self, part: str, name: str) -> int:
        """Return the partner of a name; one that keeps its part stays, also where it has left the network since."""
        kept = self.there.get(key_of(name), {}).get(part)
        if kept:
            return kept
        found = self.now.partners_by_name.get(key_of(name), [])
        if not found:
            raise Refused(self.no_partner(name.strip()[:80]))
        if len(found) > 1:
            raise Refused(_("Two partners are called “%(name)s”.") % {"name": name.strip()[:80]})
        return found[0]

    def no_partner(self, name: str) -> str:
        """Say that nobody of the network is called so, and who is called nearly so."""
        said = _("“%(name)s” is not a partner of this network.") % {"name": name}
        near = ", ".join(f"“{known}”" for known in self.now.partners_like(name))
        return f"{said} {_('Did you mean: %(names)s?') % {'names': near}}" if near else said


def few(found: list[Any]) -> list[Any]:
    if len(found) > MOST_OF_EACH:
        raise Refused(_("An action has at most %(most)s of these.") % {"most": MOST_OF_EACH})
    return found

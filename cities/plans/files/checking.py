"""The dry run: what each row of a file would change in a plan, or why it can't. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cities.plans.files.columns import Field
from cities.plans.files.meanwhile import TAKEN, Exported, exported_of, is_untouched, say_clashes
from cities.plans.files.parsing import Refused, Step, whole_number
from cities.plans.files.present import PlanPresent, Present
from cities.plans.files.sheets import Row
from cities.plans.files.wanted import PARTS, REQUIRED, TEXTS, RowReader, Wanted
from cities.plans.reading.text import ActionText
from cities.plans.services.actions import MOST_ACTIONS
from cities.plans.services.parts import MOST_OF_EACH


class RowState(StrEnum):
    """What comes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"


@dataclass(frozen=True)
class Change:
    """A cell that differs: what the action says now, and what the row says."""

    field: str
    now: str
    then: str


@dataclass
class Checked:
    """A row that was compared with the plan.

    `clashes` holds both texts of cells that others changed too, `remarks` what is said beside a row that is in order.
    """

    row: Row
    number: int | None = None
    present: Present | None = None
    changes: list[Change] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    exported: Exported | None = None
    clashes: dict[str, tuple[str, str]] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)
    remarks: list[str] = field(default_factory=list)

    @property
    def state(self) -> RowState:
        if self.errors:
            return RowState.ERROR
        if self.present is None:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.SAME

    @property
    def title(self) -> str:
        return self.row.cells.get(Field.TITLE) or (self.present.text.title if self.present else "")

    def stored(self) -> dict[str, Any]:
        """Return the row as a batch keeps it; of one that changes nothing, that it was there, and what is remarked."""
        if self.state == RowState.SAME and not self.remarks:
            return {"line": self.row.line, "state": str(self.state)}
        return {
            "line": self.row.line,
            "state": str(self.state),
            "number": self.number,
            "action": self.present.text.id if self.present else None,
            "seen": self.present.version if self.present else None,
            "title": self.title[:160],
            "cells": self.row.cells,
            "changes": [[change.field, change.now, change.then] for change in self.changes],
            "errors": [[name, message] for name, message in self.errors.items()],
            "remarks": self.remarks,
        }


def check_rows(now: PlanPresent, rows: Iterable[Row], today: date | None = None) -> list[Checked]:
    """Compare rows with a plan, each by itself and then with one another."""
    day = today or timezone.localdate()
    checked = [begin(now, row) for row in rows]
    check_numbers(checked)
    for row in checked:
        if Field.NUMBER not in row.errors:
            compare(now, row, day)
    say_clashes(now, checked)
    check_room(now, checked)
    return checked


def begin(now: PlanPresent, row: Row) -> Checked:
    """Return a row with the action that it is about, not compared with it yet."""
    checked = Checked(row, errors=dict(row.problems))
    try:
        checked.number = whole_number(row.cells.get(Field.NUMBER, ""))
        checked.present = present_of(now, row, checked.number)
    except Refused as refused:
        checked.errors.setdefault(Field.NUMBER, str(refused))
    if checked.present:
        checked.exported = exported_of(checked.present.cells[Field.KEY], row.cells)
    return checked


def compare(now: PlanPresent, checked: Checked, today: date) -> None:
    """Compare a row with its action, cell by cell."""
    reader = RowReader(now, checked.present, today)
    checked.wanted = reader.wanted
    for name in TAKEN:
        check_cell(reader, checked, name)
    check_dates(checked)
    check_parts(now, checked)


def present_of(now: PlanPresent, row: Row, number: int | None) -> Present | None:
    """Return the action that a row is about; None for a new one. Raises Refused where the key says another."""
    key = row.cells.get(Field.KEY, "")
    if number is None:
        if key:
            raise Refused(_("The number is empty, but the key is not. Empty both for a new action."))
        return None
    present = now.actions.get(number)
    if present is None:
        raise Refused(_("This plan has no action %(number)s.") % {"number": number})
    if key and key != present.cells[Field.KEY]:
        raise Refused(_("The key is that of another action: the row may be from another plan."))
    return present


def check_cell(reader: RowReader, checked: Checked, name: str) -> None:
    """Compare one cell with the action, and note what it would change or why it can't.

    A cell that is as it was exported leaves the action alone, whatever others made of it meanwhile.
    """
    now, cells, present = reader.now, checked.row.cells, checked.present
    if name in checked.errors:
        return
    if name not in cells:
        if present is None and name in REQUIRED:
            checked.errors[name] = _("A new action needs this, and the file has no such column.")
        return
    cell, held = cells[name], present.cells[name] if present else ""
    if cell == held and not (present is None and name in REQUIRED):
        return
    if checked.exported and is_untouched(now, checked.exported, name, cell):
        return
    try:
        reader.take(name, cell)
    except Refused as refused:
        checked.errors[name] = str(refused)
        return
    if not is_change(reader, name, held):
        return
    if checked.exported and not checked.exported.is_as_exported(name, held):
        checked.clashes[name] = (held, cell)
    else:
        checked.changes.append(Change(name, held, cell))


def is_change(reader: RowReader, name: str, held: str) -> bool:
    """Return whether what was taken differs; a date or a list in another form does not."""
    taken = reader.wanted.text
    if name in (Field.STARTS_ON, Field.DUE_ON):
        return (taken[name].isoformat() if taken[name] else "") != held
    if name == Field.OWNER:
        return str(taken[name] or "") != held
    if name == Field.VISIBILITY:
        return name in taken and taken[name] != held
    if reader.text is None or name in TEXTS:
        return True
    return is_other_list(reader.wanted, reader.text, name)


def is_other_list(wanted: Wanted, text: ActionText, name: str) -> bool:
    """Return whether what a cell names is not what the action names already."""
    if name == Field.OBJECTIVE:
        return wanted.text[name] != text.objective.id
    if name in PARTS:
        part = PARTS[Field(name)]
        return set(wanted.parts[part]) != {named.partner for named in text.with_part(part)}
    if name == Field.ENTRIES:
        note = text.none_needed.note if text.none_needed else None
        return (set(wanted.entries or []), wanted.none_needed) != ({basis.page for basis in text.entries}, note)
    if name == Field.PRECEDENTS:
        return set(wanted.precedents or []) != {basis.page for basis in text.precedents}
    return set(wanted.milestones or []) != {Step(held.title, held.due_on, held.done_on) for held in text.milestones}


def check_dates(checked: Checked) -> None:
    """Refuse a due date before the start, whichever of them the row changes."""
    text, present = checked.wanted.text, checked.present
    starts_on = text.get("starts_on", present.text.starts_on if present else None)
    due_on = text.get("due_on", present.text.due_on if present else None)
    if starts_on and due_on and due_on < starts_on:
        checked.errors.setdefault(Field.DUE_ON, _("The due date is before the start."))


def check_parts(now: PlanPresent, checked: Checked) -> None:
    """Refuse an organisation that would have two parts, or that left the network and would get another."""
    wanted, present = checked.wanted, checked.present
    parts = [named for part in PARTS.values() for named in present.text.with_part(part)] if present else []
    kept = {(named.partner, named.part) for named in parts}
    final = {part: [partner for partner, held in kept if held == part] for part in PARTS.values()} | wanted.parts
    count = Counter(partner for partners in final.values() for partner in partners)
    for name, part in PARTS.items():
        for partner in wanted.parts.get(part, []):
            if count[partner] > 1:
                checked.errors.setdefault(name, _("An organisation has one part in an action, and is named in two."))
            elif (partner, part) not in kept and partner not in now.current_partners:
                checked.errors.setdefault(name, _("An organisation that is named has left the network."))
    if sum(count.values()) > MOST_OF_EACH:
        message = _("An action has at most %(most)s of these.") % {"most": MOST_OF_EACH}
        checked.errors.setdefault(Field.SUPPORTERS, message)


def check_numbers(checked: list[Checked]) -> None:
    """Refuse rows that are about the same action: which of them is meant, nobody can say, so none is compared."""
    lines: dict[int, list[int]] = {}
    for row in checked:
        if row.number is not None:
            lines.setdefault(row.number, []).append(row.row.line)
    for row in checked:
        same = lines.get(row.number or 0, [])
        if len(same) > 1:
            said = ", ".join(map(str, same[:5]))
            row.errors.setdefault(Field.NUMBER, _("Several rows have this number: rows %(lines)s.") % {"lines": said})


def check_room(now: PlanPresent, checked: list[Checked]) -> None:
    """Refuse new rows beyond what a plan holds."""
    room = MOST_ACTIONS - now.plan.last_number
    for row in [row for row in checked if row.state == RowState.NEW][max(room, 0) :]:
        row.errors[Field.NUMBER] = _("A plan has at most %(most)s actions.") % {"most": MOST_ACTIONS}

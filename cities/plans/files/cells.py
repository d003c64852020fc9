"""The cells of one action: its text as a spreadsheet holds it, one string for each column that the import reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cities.plans.files.columns import Field, as_a_cell_holds, squeezed
from cities.plans.reading.text import ActionText, BasisText, MilestoneText, PartText

NONE_NEEDED = "none needed"
"""Begins the cell of entries where no power is needed; why follows after a colon."""

Cells = dict[str, str]


def cells_of(action: ActionText, visibility: str) -> Cells:
    """Return the cells of an action; dates as ISO writes them."""
    return {
        Field.NUMBER: str(action.number),
        Field.KEY: str(action.id),
        Field.OBJECTIVE: squeezed(as_a_cell_holds(action.objective.title)),
        Field.TITLE: as_a_cell_holds(action.title),
        Field.SUMMARY: as_a_cell_holds(action.summary),
        Field.OUTCOME: as_a_cell_holds(action.outcome),
        Field.LEAD: names_of([action.lead] if action.lead else []),
        Field.CO_OWNERS: names_of(action.co_owners),
        Field.SUPPORTERS: names_of(action.supporters),
        Field.OWNER: str(action.owner or ""),
        Field.STARTS_ON: iso(action.starts_on),
        Field.DUE_ON: iso(action.due_on),
        Field.VISIBILITY: visibility,
        Field.ENTRIES: entries_of(action),
        Field.PRECEDENTS: "; ".join(number_of(basis) for basis in action.precedents),
        Field.MILESTONES: "\n".join(milestone_line(milestone) for milestone in action.milestones),
    }


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def names_of(parts: Iterable[PartText]) -> str:
    """Return organisations, one a line: a name may hold any other mark."""
    return "\n".join(name_of(part) for part in parts)


def name_of(part: PartText) -> str:
    return squeezed(as_a_cell_holds(part.name))


def entries_of(action: ActionText) -> str:
    """Return the numbers of the entries that permit an action, or that none is needed and why."""
    if action.none_needed:
        return f"{NONE_NEEDED}: {as_a_cell_holds(action.none_needed.note)}"
    return "; ".join(number_of(basis) for basis in action.entries)


def number_of(basis: BasisText) -> str:
    """Return the number by which a page is named; one that has lost its number is named by its key."""
    return basis.number or f"#{basis.page}"


def milestone_line(milestone: MilestoneText) -> str:
    done = f" (done {iso(milestone.done_on)})" if milestone.done_on else ""
    return f"{iso(milestone.due_on)} {milestone_title(milestone.title)}{done}"


def milestone_title(title: str) -> str:
    return squeezed(as_a_cell_holds(title))

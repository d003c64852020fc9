"""A cell as a page prints it: dates as British people write them, milestones one a line."""

from __future__ import annotations

from cities.plans.files.columns import Field, squeezed
from cities.plans.files.parsing import MILESTONE, parsed_day
from cities.plans.reading.comparing import said, step_said

WHOLE = (
    Field.LEAD,
    Field.CO_OWNERS,
    Field.SUPPORTERS,
    Field.OWNER,
    Field.STARTS_ON,
    Field.DUE_ON,
    Field.VISIBILITY,
    Field.MILESTONES,
)
"""Cells whose lines are compared whole: half a date or half a name says nothing."""


def readable(name: str, cell: str) -> str:
    """Return a cell for reading; what is no date or milestone is returned as it is."""
    if name in (Field.STARTS_ON, Field.DUE_ON):
        return said(parsed_day(cell)) or cell
    if name == Field.MILESTONES:
        return "\n".join(map(readable_step, filter(None, cell.split("\n"))))
    return cell


def readable_step(line: str) -> str:
    match = MILESTONE.fullmatch(squeezed(line))
    due = parsed_day(match["due"]) if match else None
    if match is None or due is None:
        return line
    return step_said(match["title"], due, parsed_day(match["done"] or ""))

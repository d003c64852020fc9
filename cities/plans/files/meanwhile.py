"""What others changed in the plan while somebody had it as a file.

An exported row carries the version of its action and a digest of each of its cells. By them the import tells a cell
that is as it was exported from one that somebody changed in the file, and whether the plan changed since.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cities.plans.files.cells import Cells, iso
from cities.plans.files.columns import READ, Field, as_a_cell_holds, squeezed
from cities.plans.files.parsing import Refused, parsed_day, whole_number
from cities.plans.files.readable import readable
from cities.plans.models import Action
from cities.plans.services.conflicts import texts_at

if TYPE_CHECKING:
    from cities.plans.files.checking import Checked
    from cities.plans.files.present import PlanPresent

TAKEN = [column.key for column in READ if column.key not in (Field.NUMBER, Field.KEY)]
FORM = "1."
"""Begins a fingerprint, and rises when its columns or digests are others."""

DIGEST_BYTES, DIGEST_LETTERS = 6, 8
DATES = (Field.STARTS_ON, Field.DUE_ON)
KEPT = (
    Field.OBJECTIVE,
    Field.TITLE,
    Field.SUMMARY,
    Field.OUTCOME,
    Field.OWNER,
    Field.STARTS_ON,
    Field.DUE_ON,
    Field.VISIBILITY,
)
"""The cells whose former text the history keeps by the version of the action."""


def digest(key: str, name: str, cell: str) -> str:
    told = hashlib.blake2b(f"{key}\0{name}\0{cell}".encode(), digest_size=DIGEST_BYTES)
    return urlsafe_b64encode(told.digest()).decode()


def fingerprint(cells: Cells) -> str:
    """Return the digests of the cells of an action, in the order of the columns."""
    return FORM + "".join(digest(cells[Field.KEY], name, cells[name]) for name in TAKEN)


@dataclass(frozen=True)
class Exported:
    """A row as it was exported: the version of its action, where the file still says it, and digests of its cells."""

    key: str
    version: int | None
    digests: Mapping[str, str]

    def is_as_exported(self, name: str, cell: str) -> bool:
        return self.digests[name] == digest(self.key, name, cell)


def exported_of(key: str, cells: Mapping[str, str]) -> Exported | None:
    """Return how a row of an action was exported, or None where the file does not tell."""
    told = cells.get(Field.FINGERPRINT, "")
    if not told.startswith(FORM) or len(told) != len(FORM) + DIGEST_LETTERS * len(TAKEN):
        return None
    starts = range(len(FORM), len(told), DIGEST_LETTERS)
    digests = [told[start : start + DIGEST_LETTERS] for start in starts]
    try:
        version = whole_number(cells.get(Field.VERSION, ""))
    except Refused:
        version = None
    return Exported(key, version, dict(zip(TAKEN, digests, strict=True)))


def is_untouched(now: PlanPresent, exported: Exported, name: str, cell: str) -> bool:
    """Return whether a cell is as it was exported; a date or an owner may be written in another form."""
    if name in DATES:
        cell = iso(parsed_day(cell)) or cell
    if name == Field.OWNER:
        cell = str(now.members.get(cell.casefold(), cell))
    return exported.is_as_exported(name, cell)


def say_clashes(now: PlanPresent, checked: Iterable[Checked]) -> None:
    """Refuse the cells that somebody changed both in the file and in the plan, with all that was written. One query."""
    clashing = [row for row in checked if row.clashes]
    versions = {
        row.present.text.id: row.exported.version
        for row in clashing
        if row.present and row.exported and row.exported.version
    }
    former = texts_at(Action, versions, KEPT) if versions else {}
    for row in clashing:
        text = former.get(row.present.text.id) if row.present else None
        for name, (theirs, yours) in row.clashes.items():
            base = base_of(now, row, name, text)
            row.errors.setdefault(name, clash_said(name, base, theirs, yours))


def base_of(now: PlanPresent, row: Checked, name: str, text: dict[str, Any] | None) -> str | None:
    """Return a cell as it was exported, where the history keeps it and the file's digest says that it is the one."""
    if text is None or name not in KEPT or row.exported is None:
        return None
    cell = cell_of(now, name, text[name])
    return cell if row.exported.is_as_exported(name, cell) else None


def cell_of(now: PlanPresent, name: str, value: Any) -> str:
    """Return what a field of an action stood as in a cell."""
    if name in DATES:
        return iso(value)
    if name == Field.OBJECTIVE:
        titles = {objective.pk: squeezed(as_a_cell_holds(objective.title)) for objective in now.objectives}
        return titles.get(value, "")
    return as_a_cell_holds(str(value or ""))


def clash_said(name: str, base: str | None, theirs: str, yours: str) -> str:
    """Return what was written where, each on a line of its own, and what to do about it."""
    told = [(_("When exported"), base)] if base is not None else []
    told += [(_("In the plan now"), theirs), (_("In your file"), yours)]
    lines = [f"{label}: {readable(name, cell) or _('(empty)')}" for label, cell in told if cell is not None]
    keep = _(
        "To keep what the plan says, write it in the cell. To change it, export the plan again and go on from that."
    )
    return "\n".join([_("Changed meanwhile by somebody else."), *lines, keep])


def notes_on_base(checked: Iterable[Checked]) -> list[str]:
    """Say where a file does not tell what it was exported as, so that nobody takes the dry run for more than it is."""
    if not any(row.present and row.exported is None for row in checked):
        return []
    return [
        _(
            "Rows of this file do not tell what they were exported as, so what others changed meanwhile can’t be told "
            "from what you changed. Look at each change below, or export the working text and go on from that."
        )
    ]

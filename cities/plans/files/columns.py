"""The columns of a plan's spreadsheet, shared by what writes it and what reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML, and so no XLSX, can hold."""


class Field(StrEnum):
    """What a column is, whatever its heading says in the reader's language."""

    NUMBER = "number"
    KEY = "key"
    OBJECTIVE = "objective"
    TITLE = "title"
    SUMMARY = "summary"
    OUTCOME = "outcome"
    LEAD = "lead"
    CO_OWNERS = "co_owners"
    SUPPORTERS = "supporters"
    OWNER = "owner"
    STARTS_ON = "starts_on"
    DUE_ON = "due_on"
    VISIBILITY = "visibility"
    ENTRIES = "entries"
    PRECEDENTS = "precedents"
    MILESTONES = "milestones"
    VERSION = "version"
    FINGERPRINT = "fingerprint"


@dataclass(frozen=True)
class Column:
    """A column: its key in the code, its heading and its width in characters. `is_read` ones the import reads."""

    key: str
    heading: str | Promise
    width: int
    is_read: bool = True
    is_hidden: bool = False

    def is_called(self, heading: str) -> bool:
        return heading in (self.key, squeezed(str(self.heading)).casefold())


READ = (
    Column(Field.NUMBER, _("Number"), 9),
    Column(Field.KEY, _("Key"), 9),
    Column(Field.OBJECTIVE, _("Objective"), 30),
    Column(Field.TITLE, _("Title"), 40),
    Column(Field.SUMMARY, _("Summary"), 60),
    Column(Field.OUTCOME, _("Intended outcome"), 45),
    Column(Field.LEAD, _("Lead"), 28),
    Column(Field.CO_OWNERS, _("Co-owners"), 28),
    Column(Field.SUPPORTERS, _("Supporters"), 28),
    Column(Field.OWNER, _("Owner (reference)"), 18),
    Column(Field.STARTS_ON, _("Starts"), 12),
    Column(Field.DUE_ON, _("Due"), 12),
    Column(Field.VISIBILITY, _("Who reads it"), 13),
    Column(Field.ENTRIES, _("Handbook entries"), 24),
    Column(Field.PRECEDENTS, _("Precedents"), 16),
    Column(Field.MILESTONES, _("Milestones"), 45),
)
"""What a coordinator may change in a spreadsheet, in the order of the file."""

TOLD = (
    Column("theme", _("Theme"), 22, is_read=False),
    Column("owner_for", _("Owner represents"), 28, is_read=False),
    Column("answers", _("Answers of organisations"), 36, is_read=False),
    Column("stage", _("Stage"), 12, is_read=False),
    Column("outlook", _("Outlook"), 12, is_read=False),
    Column("overdue", _("Overdue"), 10, is_read=False),
    Column("days_silent", _("Days since the last update"), 14, is_read=False),
    Column("not_agreed", _("Not agreed"), 32, is_read=False),
    Column("disputed_by", _("Disputed by"), 28, is_read=False),
    Column("told_on", _("Latest update"), 14, is_read=False),
    Column("corrected_on", _("Corrected"), 12, is_read=False),
    Column("told", _("What it says"), 60, is_read=False),
    Column("responses", _("What co-owners say to it"), 60, is_read=False),
    Column("evidence", _("Its evidence"), 45, is_read=False),
    Column("next_step", _("Next step"), 40, is_read=False),
    Column("next_on", _("Next step on"), 12, is_read=False),
    Column("address", _("Address"), 45, is_read=False),
)
"""What happened, beside the text. It is told by updates and never imported."""

COLUMNS = (*READ, *TOLD)
"""The columns of what was published."""

VERSION = Column(Field.VERSION, _("Version (do not change)"), 11)
FINGERPRINT = Column(Field.FINGERPRINT, _("Fingerprint (do not change)"), 14, is_hidden=True)
"""By these the import tells what somebody changed in the file from what others changed in the plan meanwhile."""

WORKING_COLUMNS = (*READ[:2], VERSION, *READ[2:], *TOLD, FINGERPRINT)
"""The columns of the working text, which is exported, changed and imported."""

UPDATES = (
    Column("number", _("Action"), 9),
    Column("title", _("Title of the action"), 40),
    Column("update", _("Update"), 9),
    Column("reported_on", _("Date"), 12),
    Column("published_on", _("Published"), 12),
    Column("counts_on", _("Counts from"), 12),
    Column("stage", _("Stage"), 12),
    Column("outlook", _("Outlook"), 12),
    Column("organisation", _("Signed for"), 28),
    Column("body", _("What happened"), 70),
    Column("responses", _("What co-owners say to it"), 60),
    Column("evidence", _("Evidence"), 60),
    Column("next_step", _("Next step"), 40),
    Column("next_on", _("Next step on"), 12),
    Column("corrects", _("Corrects update"), 12),
    Column("corrected_by", _("Corrected by update"), 12),
    Column("address", _("Address"), 45),
)
"""The columns of the sheet of updates."""

MEMBERS = (
    Column("reference", _("Owner (reference)"), 18),
    Column("name", _("Name"), 30),
    Column("organisation", _("Is there for"), 40),
)
"""The columns of the sheet of members, from which a network takes the owners of its actions."""


def column_called(heading: str) -> Column | None:
    """Return the column that a heading in a file names, in any spelling of its case and spaces."""
    name = squeezed(heading).casefold()
    return next((column for column in WORKING_COLUMNS if column.is_called(name)), None)


def squeezed(text: str) -> str:
    """Return text on one line, with single spaces."""
    return " ".join(text.split())


def as_a_cell_holds(text: str) -> str:
    """Return text as a cell gives it back: one kind of line end, no control characters, nothing around it."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

"""What a dry run says beside a row that is in order: a title that is there already, a stage that is not taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from cities.plans.choices import Outlook, Stage
from cities.plans.files.checking import Checked
from cities.plans.files.columns import Field
from cities.plans.files.present import PlanPresent, key_of
from cities.plans.reading.state import State


def remark(now: PlanPresent, checked: Iterable[Checked]) -> None:
    """Write beside each row what whoever checks the import should know of it."""
    for row in checked:
        row.remarks = [*on_title(now, row), *on_stage(now, row)]


def on_title(now: PlanPresent, row: Checked) -> Iterator[str]:
    """Warn of a new action that has the title of one under the same objective."""
    objective = row.wanted.text.get("objective")
    if row.present or not isinstance(objective, int):
        return
    number = now.titles.get((objective, key_of(row.row.cells.get(Field.TITLE, ""))))
    if number:
        words = _(
            "Action %(number)s has this title already, under the same objective. To change that one, give its number."
        )
        yield words % {"number": number}


def on_stage(now: PlanPresent, row: Checked) -> Iterator[str]:
    """Say of a stage or an outlook that differs from the plan that it is not taken."""
    if not row.row.told:
        return
    state = now.states.get(row.present.row.pk, State()) if row.present else State()
    stands = {
        "stage": (Stage, state.stage, _("Stage: “%(file)s” is not taken. The plan says “%(plan)s”; write an update.")),
        "outlook": (
            Outlook,
            state.outlook,
            _("Outlook: “%(file)s” is not taken. The plan says “%(plan)s”; write an update."),
        ),
    }
    for name, cell in row.row.told.items():
        choices, value, words = stands[name]
        label = str(choices(value).label) if value else _("nothing")
        if key_of(cell) not in (key_of(value), key_of(label)):
            yield words % {"file": cell[:40], "plan": label}

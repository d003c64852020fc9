"""Rows of a checked file, written behind the lock of their plan: in some statements for each 500 of them.

A statement names only the fields that some row changes: each field of each row costs as much as the whole row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model
from django.utils import timezone

from cities.plans.choices import Part, Visibility
from cities.plans.files.checking import Checked, RowState
from cities.plans.files.parsing import Step
from cities.plans.files.present import PlanPresent
from cities.plans.files.wanted import Wanted
from cities.plans.history import changing
from cities.plans.models import Action, ActionPartner, Basis, Milestone
from cities.plans.rules import own_partner
from cities.plans.services.actions import FIELDS
from cities.plans.services.plans import put
from cities.plans.signals import parts_asked
from portal.accounts.models import User

BATCH = 500
HANGING: tuple[type[Model], ...] = (ActionPartner, Basis, Milestone)
STEP = ("title", "due_on", "done_on")
Held = tuple[list[ActionPartner], list[Basis], list[Milestone]]


@dataclass
class Parts:
    """What hangs on actions: what goes, what changes, in which fields, and what comes, for all rows together."""

    gone: list[Any] = field(default_factory=list)
    moved: list[Milestone] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    come: list[Any] = field(default_factory=list)

    def gone_of(self, model: type[Model]) -> list[int]:
        return [row.pk for row in self.gone if isinstance(row, model)]

    def come_of(self, model: type[Model]) -> list[Any]:
        return [row for row in self.come if isinstance(row, model)]


def write_rows(now: PlanPresent, checked: Sequence[Checked], by: User) -> None:
    """Write new and changed rows of a plan that is locked. The rows were checked behind the same lock."""
    places = last_places(now)
    new = [row for row in checked if row.state == RowState.NEW]
    changed = [row for row in checked if row.state == RowState.CHANGED]
    with changing(by, act="import"):
        added = add_actions(now, new, places, by)
        change_actions(changed, places)
        parts, asking = Parts(), Asking(now, by)
        for row, action in zip(new, added, strict=True):
            sort_parts(parts, asking, action, row.wanted, ([], [], []))
        for row in changed:
            sort_parts(parts, asking, row_of(row), row.wanted, held_by(row_of(row)))
        write_parts(parts)


def row_of(row: Checked) -> Action:
    assert row.present  # noqa: S101
    return row.present.row


def last_places(now: PlanPresent) -> dict[int, int]:
    """Return the last position below each objective."""
    rows = now.plan.objectives.annotate(last=Max("actions__position")).values_list("pk", "last")
    return {pk: last or 0 for pk, last in rows}


def next_place(places: dict[int, int], objective: int) -> int:
    places[objective] += 1
    return places[objective]


def add_actions(now: PlanPresent, rows: Sequence[Checked], places: dict[int, int], by: User) -> list[Action]:
    """Add actions at the end of their objectives, with the next numbers of the plan."""
    plan = now.plan
    added = []
    for number, row in enumerate(rows, plan.last_number + 1):
        text = {"visibility": Visibility.PARTNERS, **row.wanted.text}
        action = Action(plan=plan, number=number, position=next_place(places, text["objective"]), created_by=by)
        for name, value in text.items():
            put(action, name, value)
        added.append(action)
    Action.objects.bulk_create(added, batch_size=BATCH)
    if added:
        plan.last_number = added[-1].number
        plan.save(update_fields=["last_number"])
    return added


def change_actions(rows: Iterable[Checked], places: dict[int, int]) -> None:
    """Change the text of actions and count their versions up; one that moves goes to the end of its new objective."""
    changed: list[Action] = []
    written: set[str] = set()
    for row in rows:
        action, before = row_of(row), row_of(row).objective_id
        texts = {change.field for change in row.changes} & set(FIELDS)
        for name in texts:
            put(action, name, row.wanted.text[name])
        if action.objective_id != before:
            action.position = next_place(places, action.objective_id)
            written.add("position")
        if texts:
            action.version += 1
            changed.append(action)
            written |= texts
    if changed:
        Action.objects.bulk_update(changed, ["version", *sorted(written)], batch_size=BATCH)


@dataclass(frozen=True)
class Asking:
    """Who names organisations, and which of them is their own: it accepts with it."""

    now: PlanPresent
    by: User

    def named(self, action: Action, partner: int, part: str) -> ActionPartner:
        named = ActionPartner(action=action, partner_id=partner, part=part, asked_by=self.by)
        if own_partner(self.by, self.now.plan.city_id) == partner:
            named.accepted_at, named.answered_by = timezone.now(), self.by
        return named


def sort_parts(parts: Parts, asking: Asking, action: Action, wanted: Wanted, held_now: Held) -> None:
    """Compare what hangs on an action with what its row wants; whoever keeps their part keeps their answer.

    A lead that declined stays to be read where another one takes its place.
    """
    partners, bases, steps = held_now
    every = {partner for wants in wanted.parts.values() for partner in wants}
    for part, wants in wanted.parts.items():
        held = {named.partner_id: named for named in partners if named.part == part}
        left = [named for partner, named in held.items() if partner not in wants]
        parts.gone += [
            named for named in left if not (wants and named.is_declined_lead and named.partner_id not in every)
        ]
        parts.come += [asking.named(action, partner, part) for partner in wants if partner not in held]
    if Part.LEAD not in wanted.parts:
        parts.gone += [named for named in partners if named.is_declined_lead and named.partner_id in every]
    sort_bases(parts, action, bases, wanted)
    if wanted.milestones is not None:
        sort_steps(parts, action, steps, wanted.milestones)


def held_by(action: Action) -> Held:
    return list(action.partners.all()), list(action.bases.all()), list(action.milestones.all())


def sort_bases(parts: Parts, action: Action, bases: list[Basis], wanted: Wanted) -> None:
    """Compare entries, precedents and the word that none is needed; a note beside a page that stays is kept."""
    for kind, pages in (("entry_id", wanted.entries), ("precedent_id", wanted.precedents)):
        if pages is None:
            continue
        held = {getattr(basis, kind): basis for basis in bases if getattr(basis, kind)}
        parts.gone += [basis for page, basis in held.items() if page not in pages]
        parts.come += [Basis(action=action, **{kind: page}) for page in pages if page not in held]
    if wanted.entries is None:
        return
    without = next((basis for basis in bases if basis.none_needed), None)
    if without and without.note != wanted.none_needed:
        parts.gone.append(without)
    if wanted.none_needed and not (without and without.note == wanted.none_needed):
        parts.come.append(Basis(action=action, none_needed=True, note=wanted.none_needed))


def sort_steps(parts: Parts, action: Action, steps: list[Milestone], wanted: list[Step]) -> None:
    """Compare milestones by title; one that is left over and due on the same day as a new one was renamed to it."""
    held = {step.title: step for step in steps}
    left = [step for step in steps if step.title not in {want.title for want in wanted}]
    for want in wanted:
        step = held.get(want.title) or next((step for step in left if step.due_on == want.due_on), None)
        if step is None:
            parts.come.append(Milestone(action=action, title=want.title, due_on=want.due_on, done_on=want.done_on))
            continue
        if step in left:
            left.remove(step)
        if others := [name for name in STEP if getattr(step, name) != getattr(want, name)]:
            for name in others:
                setattr(step, name, getattr(want, name))
            step.version += 1
            parts.moved.append(step)
            parts.written.update(others)
    parts.gone += left


def write_parts(parts: Parts) -> None:
    """Write what hangs on actions: first what goes, for an action holds each thing once."""
    for model in HANGING:
        for some in in_batches(parts.gone_of(model)):
            model._default_manager.filter(pk__in=some).delete()
    if parts.moved:
        Milestone.objects.bulk_update(parts.moved, ["version", *sorted(parts.written)], batch_size=BATCH)
    for model in HANGING:
        model._default_manager.bulk_create(parts.come_of(model), batch_size=BATCH)
    if asked := parts.come_of(ActionPartner):
        parts_asked.send(sender=ActionPartner, parts=asked)


def in_batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]

"""The text of a plan, as frozen values: of an edition's payload, or of the working text in the same form.

Nothing here asks the database. Names of people are not in it: who may see an owner's name adds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cities.plans.choices import Part
from portal.words.themes import Theme

ACCEPTED, ASKED, DECLINED = "accepted", "asked", "declined"


def day(text: str | None) -> date | None:
    return parse_date(text) if text else None


@dataclass(frozen=True)
class PartText:
    """An organisation in an action, and whether it has said yes."""

    partner: int
    name: str
    part: str
    state: str

    @property
    def label(self) -> str:
        return str(Part(self.part).label)

    @property
    def is_accepted(self) -> bool:
        return self.state == ACCEPTED

    @property
    def said(self) -> str:
        """What stands beside the name until the organisation has accepted; nothing after."""
        return {ACCEPTED: "", ASKED: _("asked"), DECLINED: _("declined")}[self.state]


@dataclass(frozen=True)
class BasisText:
    """An entry, a precedent, or that no power is needed and why."""

    kind: str
    page: int | None
    number: str
    title: str
    note: str

    @property
    def is_entry(self) -> bool:
        return self.kind == "entry"

    @property
    def is_precedent(self) -> bool:
        return self.kind == "precedent"

    @property
    def is_none_needed(self) -> bool:
        return self.kind == "none_needed"


@dataclass(frozen=True)
class MilestoneText:
    """A dated step."""

    id: int
    title: str
    due_on: date
    done_on: date | None

    def is_late(self, today: date) -> bool:
        return self.done_on is None and self.due_on < today


@dataclass(frozen=True)
class ObjectiveText:
    """A heading. Its number is its place in the plan."""

    id: int
    number: int
    title: str
    theme: str

    @property
    def theme_label(self) -> str:
        return str(Theme(self.theme).label)


@dataclass(frozen=True)
class ActionText:
    """An action as it was published, or as its network works on it."""

    id: int
    number: int
    objective: ObjectiveText
    title: str
    summary: str
    outcome: str
    owner: int | None
    owner_for: str
    starts_on: date | None
    due_on: date | None
    partners: list[PartText] = field(default_factory=list)
    bases: list[BasisText] = field(default_factory=list)
    milestones: list[MilestoneText] = field(default_factory=list)

    @property
    def lead(self) -> PartText | None:
        """Who leads it or is asked to; where nobody is, who declined last."""
        leads = [named for named in self.partners if named.part == Part.LEAD]
        return next((named for named in leads if named.state != DECLINED), leads[-1] if leads else None)

    def with_part(self, part: str) -> list[PartText]:
        """Return the organisations with a part; of the leads the one that counts."""
        if part == Part.LEAD:
            return [self.lead] if self.lead else []
        return [named for named in self.partners if named.part == part]

    @property
    def co_owners(self) -> list[PartText]:
        return self.with_part(Part.CO_OWNER)

    @property
    def supporters(self) -> list[PartText]:
        return self.with_part(Part.SUPPORTER)

    @property
    def entries(self) -> list[BasisText]:
        return [basis for basis in self.bases if basis.is_entry]

    @property
    def precedents(self) -> list[BasisText]:
        return [basis for basis in self.bases if basis.is_precedent]

    @property
    def lacking(self) -> list[str]:
        """What of a lead and a power it lacks before it can be agreed, in words."""
        has_lead = any(named.is_accepted for named in self.with_part(Part.LEAD))
        lacking = [] if has_lead else [_("no lead has accepted")]
        return lacking if self.entries or self.none_needed else [*lacking, _("no power is named")]

    @property
    def none_needed(self) -> BasisText | None:
        return next((basis for basis in self.bases if basis.is_none_needed), None)


@dataclass(frozen=True)
class PlanText:
    """A plan: its frame, its objectives in order, and the actions in the order of the page."""

    title: str
    vision: str
    starts_on: date
    ends_on: date
    review_interval: int
    objectives: list[ObjectiveText]
    actions: list[ActionText]

    def under(self, objective: ObjectiveText) -> list[ActionText]:
        return [action for action in self.actions if action.objective.id == objective.id]

    def action(self, pk: int) -> ActionText | None:
        return next((action for action in self.actions if action.id == pk), None)


def basis_text(data: dict[str, Any]) -> BasisText:
    return BasisText(
        data["kind"], data.get("id"), str(data.get("number") or ""), data.get("title", ""), data.get("note", "")
    )


def part_text(data: dict[str, Any]) -> PartText:
    return PartText(data["partner"], data["name"], data["part"], data["state"])


def milestone_text(data: dict[str, Any]) -> MilestoneText:
    return MilestoneText(data["id"], data["title"], date.fromisoformat(data["due_on"]), day(data["done_on"]))


def action_text(data: dict[str, Any], objective: ObjectiveText) -> ActionText:
    """Return an action from what `freezing.action_data` wrote."""
    return ActionText(
        id=data["id"],
        number=data["number"],
        objective=objective,
        title=data["title"],
        summary=data["summary"],
        outcome=data["outcome"],
        owner=data["owner"],
        owner_for=data["owner_for"],
        starts_on=day(data["starts_on"]),
        due_on=day(data["due_on"]),
        partners=[part_text(named) for named in data["partners"]],
        bases=[basis_text(basis) for basis in data["bases"]],
        milestones=[milestone_text(milestone) for milestone in data["milestones"]],
    )


def objective_texts(rows: Iterable[dict[str, Any]]) -> list[ObjectiveText]:
    return [ObjectiveText(row["id"], number, row["title"], row["theme"]) for number, row in enumerate(rows, 1)]


def plan_text(payload: dict[str, Any]) -> PlanText:
    """Return a plan from the payload of an edition, or of the working text."""
    objectives = objective_texts(payload["objectives"])
    by_id = {objective.id: objective for objective in objectives}
    frame = payload["plan"]
    return PlanText(
        title=frame["title"],
        vision=frame["vision"],
        starts_on=date.fromisoformat(frame["starts_on"]),
        ends_on=date.fromisoformat(frame["ends_on"]),
        review_interval=frame["review_interval"],
        objectives=objectives,
        actions=[action_text(action, by_id[action["objective"]]) for action in payload["actions"]],
    )

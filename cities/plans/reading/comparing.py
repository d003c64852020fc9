"""What changed between two texts of a plan: frame, objectives, and each action by what kind of change it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.plans.choices import Part
from cities.plans.reading.text import ActionText, BasisText, ObjectiveText, PartText, PlanText
from portal.words.parts import Text


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise: its label and both texts."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class ActionChange:
    """An action that is in both texts and reads otherwise. `kinds` says how, in a word each."""

    before: ActionText
    after: ActionText
    kinds: list[Text]
    differences: list[Difference]


@dataclass(frozen=True)
class Comparison:
    """All that changed from one text of a plan to another."""

    frame: list[Difference] = field(default_factory=list)
    objectives_added: list[ObjectiveText] = field(default_factory=list)
    objectives_dropped: list[ObjectiveText] = field(default_factory=list)
    objectives_reworded: list[Difference] = field(default_factory=list)
    added: list[ActionText] = field(default_factory=list)
    dropped: list[ActionText] = field(default_factory=list)
    changed: list[ActionChange] = field(default_factory=list)
    is_reordered: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Comparison()

    @property
    def has_objectives(self) -> bool:
        return bool(self.objectives_added or self.objectives_dropped or self.objectives_reworded)


Facet = tuple[Text, Callable[[ActionText], str]]


def said(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def names(parts: Iterable[PartText]) -> str:
    return ", ".join(part.name for part in parts)


def bases(found: Iterable[BasisText]) -> str:
    return "; ".join(basis_said(basis) for basis in found)


def basis_said(basis: BasisText) -> str:
    if basis.is_none_needed:
        return _("No power is needed: %(why)s") % {"why": basis.note}
    name = f"{basis.number} {basis.title}"
    return f"{name} ({basis.note})" if basis.note else name


def steps(action: ActionText) -> str:
    return "; ".join(
        f"{step.title}, {said(step.due_on)}"
        + (", " + _("done %(date)s") % {"date": said(step.done_on)} if step.done_on else "")
        for step in action.milestones
    )


def lead(action: ActionText) -> str:
    return action.lead.name if action.lead else ""


def owner(action: ActionText) -> str:
    """Return for whom the owner answers. Names of people are in no edition."""
    if action.owner is None:
        return ""
    return _("a member of %(name)s") % {"name": action.owner_for} if action.owner_for else _("a member of the network")


def facets() -> list[tuple[Text, list[Facet]]]:
    """Return the kinds of change, each with the labels and texts that make it one."""
    return [
        (
            _("Reworded"),
            [
                (_("Title"), lambda action: action.title),
                (_("What will be done"), lambda action: action.summary),
                (_("What will be different"), lambda action: action.outcome),
            ],
        ),
        (
            _("Re-dated"),
            [(_("Starts"), lambda action: said(action.starts_on)), (_("Due"), lambda action: said(action.due_on))],
        ),
        (_("Lead changed"), [(_("Lead"), lead)]),
        (_("Owner changed"), [(_("Owner"), owner)]),
        (
            _("Partners changed"),
            [
                (_("Co-owners"), lambda action: names(action.with_part(Part.CO_OWNER))),
                (_("Supporters"), lambda action: names(action.with_part(Part.SUPPORTER))),
            ],
        ),
        (_("Basis changed"), [(_("Rests on"), lambda action: bases(action.bases))]),
        (_("Milestones changed"), [(_("Milestones"), steps)]),
        (_("Moved"), [(_("Objective"), lambda action: action.objective.title)]),
    ]


def compare(before: PlanText, after: PlanText) -> Comparison:
    """Return what changed from one text to another; objectives and actions are known again by their ids."""
    former, later = {a.id: a for a in before.actions}, {a.id: a for a in after.actions}
    old, new = {o.id: o for o in before.objectives}, {o.id: o for o in after.objectives}
    both = [pk for pk in later if pk in former]
    kept = [pk for pk in new if pk in old]
    return Comparison(
        frame=frame_of(before, after),
        objectives_added=[new[pk] for pk in new if pk not in old],
        objectives_dropped=[old[pk] for pk in old if pk not in new],
        objectives_reworded=[change for pk in kept for change in objective_changes(old[pk], new[pk])],
        added=[later[pk] for pk in later if pk not in former],
        dropped=[former[pk] for pk in former if pk not in later],
        changed=[change for pk in both if (change := action_change(former[pk], later[pk]))],
        is_reordered=[pk for pk in former if pk in later] != both or [pk for pk in old if pk in new] != kept,
    )


def frame_of(before: PlanText, after: PlanText) -> list[Difference]:
    rows = [
        (_("Title"), before.title, after.title),
        (_("Vision"), before.vision, after.vision),
        (_("Starts"), said(before.starts_on), said(after.starts_on)),
        (_("Ends"), said(before.ends_on), said(after.ends_on)),
        (_("Days between updates"), str(before.review_interval), str(after.review_interval)),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def objective_changes(before: ObjectiveText, after: ObjectiveText) -> list[Difference]:
    rows = [(_("Objective"), before.title, after.title), (_("Theme"), before.theme_label, after.theme_label)]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def action_change(before: ActionText, after: ActionText) -> ActionChange | None:
    """Return how an action changed, or None when it reads as before."""
    kinds: list[Text] = []
    found: list[Difference] = []
    for kind, members in facets():
        changed = [Difference(label, of(before), of(after)) for label, of in members if of(before) != of(after)]
        if changed:
            kinds.append(kind)
            found.extend(changed)
    if before.owner != after.owner and owner(before) == owner(after):
        kinds.append(_("Owner changed"))
        found.append(Difference(_("Owner"), owner(before), _("another member of the same organisation")))
    return ActionChange(before, after, kinds, found) if kinds else None

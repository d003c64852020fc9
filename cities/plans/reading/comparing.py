"""What changed between two texts of a plan: frame, objectives, and each action by what kind of change it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.plans.choices import Part
from cities.plans.reading.text import ActionText, BasisText, MilestoneText, ObjectiveText, PartText, PlanText
from portal.words.parts import Text


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise: its label and both texts. `is_whole` ones are compared line by line."""

    label: Text
    before: str
    after: str
    is_whole: bool = False


@dataclass(frozen=True)
class ActionChange:
    """An action that is in both texts and reads otherwise. `kinds` says how, in a word each."""

    before: ActionText
    after: ActionText
    kinds: list[Text]
    differences: list[Difference]


@dataclass(frozen=True)
class Ticked:
    """The milestones of an action that read as before, and were done meanwhile or are done no more."""

    action: ActionText
    steps: list[MilestoneText]


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
    ticked: list[Ticked] = field(default_factory=list)
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
    return "\n".join(part.name for part in parts)


def bases(found: Iterable[BasisText]) -> str:
    return "\n".join(basis_said(basis) for basis in found)


def basis_said(basis: BasisText) -> str:
    if basis.is_none_needed:
        return _("No power is needed: %(why)s") % {"why": basis.note}
    name = f"{basis.number} {basis.title}"
    return f"{name} ({basis.note})" if basis.note else name


def steps(action: ActionText) -> str:
    return "\n".join(step_said(step.title, step.due_on, step.done_on) for step in action.milestones)


def step_said(title: str, due_on: date, done_on: date | None) -> str:
    """Return a milestone on one line."""
    done = ", " + _("done %(date)s") % {"date": said(done_on)} if done_on else ""
    return f"{title}, {said(due_on)}{done}"


def lead(action: ActionText) -> str:
    return action.lead.name if action.lead else ""


def owner(action: ActionText) -> str:
    """Return for whom the owner answers. Names of people are in no edition."""
    if action.owner is None:
        return ""
    return _("a member of %(name)s") % {"name": action.owner_for} if action.owner_for else _("a member of the network")


def facets() -> list[tuple[Text, bool, list[Facet]]]:
    """Return the kinds of change, whether each is of whole values, and the labels and texts that make it one."""
    return [
        (
            _("Reworded"),
            False,
            [
                (_("Title"), lambda action: action.title),
                (_("What will be done"), lambda action: action.summary),
                (_("What will be different"), lambda action: action.outcome),
            ],
        ),
        (
            _("Re-dated"),
            True,
            [(_("Starts"), lambda action: said(action.starts_on)), (_("Due"), lambda action: said(action.due_on))],
        ),
        (_("Lead changed"), True, [(_("Lead"), lead)]),
        (_("Owner changed"), True, [(_("Owner"), owner)]),
        (
            _("Partners changed"),
            True,
            [
                (_("Co-owners"), lambda action: names(action.with_part(Part.CO_OWNER))),
                (_("Supporters"), lambda action: names(action.with_part(Part.SUPPORTER))),
            ],
        ),
        (_("Basis changed"), True, [(_("Rests on"), lambda action: bases(action.bases))]),
        (_("Milestones changed"), True, [(_("Milestones"), steps)]),
        (_("Moved"), True, [(_("Objective"), lambda action: action.objective.title)]),
    ]


def ticked(before: ActionText, after: ActionText) -> list[MilestoneText]:
    """Return the milestones of an action of which nothing changed but the day on which they were done."""
    former = {step.id: step for step in before.milestones}
    known = [(former[step.id], step) for step in after.milestones if step.id in former]
    return [step for was, step in known if was != step and was == replace(step, done_on=was.done_on)]


def compare(before: PlanText, after: PlanText) -> Comparison:
    """Return what changed from one text to another; objectives and actions are known again by their ids."""
    former, later = {a.id: a for a in before.actions}, {a.id: a for a in after.actions}
    old, new = {o.id: o for o in before.objectives}, {o.id: o for o in after.objectives}
    both = [pk for pk in later if pk in former]
    kept = [pk for pk in new if pk in old]
    places = places_changed(before, after)
    return Comparison(
        frame=frame_of(before, after),
        objectives_added=[new[pk] for pk in new if pk not in old],
        objectives_dropped=[old[pk] for pk in old if pk not in new],
        objectives_reworded=[change for pk in kept for change in objective_changes(old[pk], new[pk])],
        added=[later[pk] for pk in later if pk not in former],
        dropped=[former[pk] for pk in former if pk not in later],
        changed=[change for pk in both if (change := action_change(former[pk], later[pk], places.get(pk)))],
        ticked=[Ticked(later[pk], steps) for pk in both if (steps := ticked(former[pk], later[pk]))],
        is_reordered=[pk for pk in former if pk in later] != both or [pk for pk in old if pk in new] != kept,
    )


def places_changed(before: PlanText, after: PlanText) -> dict[int, Difference]:
    """Return from which place to which the actions moved that stand elsewhere below their objective.

    Places are counted among the actions that both texts have there, so that what was added or dropped moves nobody.
    """
    found = {}
    for objective in after.objectives:
        former = [action.id for action in before.actions if action.objective.id == objective.id]
        later = [action.id for action in after.actions if action.objective.id == objective.id]
        old, new = ([pk for pk in some if pk in former and pk in later] for some in (former, later))
        for pk in moved(old, new):
            was, is_now = (
                _("%(place)s of %(count)s") % {"place": row.index(pk) + 1, "count": len(row)} for row in (old, new)
            )
            found[pk] = Difference(_("Place below its objective"), was, is_now, is_whole=True)
    return found


def moved(old: list[int], new: list[int]) -> list[int]:
    """Return the fewest that make one order of the other by going elsewhere, without those whose place is the same."""
    if old == new:
        return []
    place = {pk: at for at, pk in enumerate(old)}
    stays = longest_rise([place[pk] for pk in new])
    return [pk for at, pk in enumerate(new) if place[pk] not in stays and place[pk] != at]


def longest_rise(numbers: list[int]) -> set[int]:
    """Return a longest run of different numbers that rise from left to right, with others between them."""
    tails: list[int] = []
    former: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        former[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    found, number_or_none = set(), tails[-1] if tails else None
    while number_or_none is not None:
        found.add(number_or_none)
        number_or_none = former[number_or_none]
    return found


def frame_of(before: PlanText, after: PlanText) -> list[Difference]:
    rows = [
        (_("Title"), before.title, after.title, False),
        (_("Vision"), before.vision, after.vision, False),
        (_("Starts"), said(before.starts_on), said(after.starts_on), True),
        (_("Ends"), said(before.ends_on), said(after.ends_on), True),
        (_("Days between updates"), str(before.review_interval), str(after.review_interval), True),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def objective_changes(before: ObjectiveText, after: ObjectiveText) -> list[Difference]:
    rows = [(_("Objective"), before.title, after.title), (_("Theme"), before.theme_label, after.theme_label)]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def as_ticked(before: ActionText, after: ActionText) -> ActionText:
    """Return an action with the milestones that were merely ticked off as they read after: they are told apart."""
    done = {step.id: step for step in ticked(before, after)}
    return replace(before, milestones=[done.get(step.id, step) for step in before.milestones])


def action_change(before: ActionText, after: ActionText, place: Difference | None) -> ActionChange | None:
    """Return how an action changed, or None when it reads as before. `place` says from where to where it moved."""
    kinds: list[Text] = []
    found: list[Difference] = []
    before = as_ticked(before, after)
    for kind, is_whole, members in facets():
        texts = [(label, of(before), of(after)) for label, of in members]
        if changed := [Difference(*row, is_whole=is_whole) for row in texts if row[1] != row[2]]:
            kinds.append(kind)
            found.extend(changed)
    if place:
        kinds.append(_("Moved"))
        found.append(place)
    if before.owner != after.owner and owner(before) == owner(after):
        kinds.append(_("Owner changed"))
        found.append(Difference(_("Owner"), owner(before), _("another member of the same organisation"), is_whole=True))
    return ActionChange(before, after, kinds, found) if kinds else None

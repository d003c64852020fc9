"""The plan as its coordinators manage it: each action with its health, and what needs attention first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cities.places.models import Membership
from cities.plans.choices import Part, Visibility
from cities.plans.health import UPDATE, Point, Tally, points_of, tallies_of
from cities.plans.models import ActionPlan, EditionAction, Update
from cities.plans.reading.owners import is_active_owner, owner_words, owners_of
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.text import ASKED, DECLINED, MilestoneText, ObjectiveText, PartText
from cities.plans.rules import coordinates_plan
from portal.accounts.models import User
from portal.words.parts import Text

READERS = {
    Visibility.DRAFT: _("a draft, for the coordinators and who works on it"),
    Visibility.PARTNERS: _("read by the network"),
    Visibility.PUBLIC: _("public"),
}


@dataclass(frozen=True)
class Row:
    """One action of the list: `owner` is in words, `points` are its health."""

    line: Line
    owner: str
    points: list[Point]
    is_first: bool
    is_last: bool
    may_report: bool
    read_by: Text
    held_by: int | None
    """The number of the last edition that holds it, if one does."""

    @property
    def missing(self) -> list[Point]:
        return [point for point in self.points if not point.is_well]

    @property
    def unready(self) -> list[Point]:
        """What is missing besides an update: silence has a list of its own."""
        return [point for point in self.missing if point.question is not UPDATE]

    @property
    def open_parts(self) -> list[PartText]:
        """The organisations that have not accepted; of an action that goes on, without a lead that was replaced."""
        text = self.line.text
        if self.line.state.is_ended:
            return []
        open_parts = [part for part in text.partners if part.state in (ASKED, DECLINED)]
        return [part for part in open_parts if part.part != Part.LEAD or part == text.lead]

    @property
    def late_steps(self) -> list[MilestoneText]:
        """The milestones whose day has passed; of an action that goes on."""
        if self.line.state.is_ended:
            return []
        return [step for step in self.line.text.milestones if step.is_late(self.line.today)]


class ManageReading:
    """What the coordinators' page prints. The number of queries does not grow with the plan."""

    def __init__(self, plan: ActionPlan, viewer: User) -> None:
        self.plan, self.viewer = plan, viewer
        self.reading = PlanReading(plan.city, viewer, working=True)

    @cached_property
    def coordinates(self) -> bool:
        """Whether the viewer coordinates the network, and so writes updates: administrators do not."""
        return coordinates_plan(self.viewer, self.plan)

    @cached_property
    def owners(self) -> dict[int, Membership]:
        return owners_of(line.text.owner for line in self.reading.lines if line.text.owner)

    @cached_property
    def active(self) -> set[int]:
        return {pk for pk, owner in self.owners.items() if is_active_owner(owner)}

    @cached_property
    def sections(self) -> list[tuple[ObjectiveText, list[Row]]]:
        return [(objective, self.rows_of(lines)) for objective, lines in self.reading.sections]

    def rows_of(self, lines: list[Line]) -> list[Row]:
        last = len(lines) - 1
        return [
            Row(
                line=line,
                owner=self.owner_of(line),
                points=points_of(line, self.active),
                is_first=place == 0,
                is_last=place == last,
                may_report=self.coordinates,
                read_by=self.readers.get(line.text.id, ""),
                held_by=self.holding.get(line.text.id),
            )
            for place, line in enumerate(lines)
        ]

    @cached_property
    def readers(self) -> dict[int, Text]:
        """Who reads the text of each action, in words."""
        rows = self.plan.actions.values_list("pk", "visibility")
        return {pk: READERS[Visibility(visibility)] for pk, visibility in rows}

    @cached_property
    def holding(self) -> dict[int, int]:
        """The number of the last edition that holds each action."""
        rows = EditionAction.objects.filter(edition__plan=self.plan).order_by().values_list("action")
        return dict(rows.annotate(last=Max("edition__number")))

    def owner_of(self, line: Line) -> str:
        owner = self.owners.get(line.text.owner or 0)
        return owner_words(owner, self.viewer) if owner else ""

    @cached_property
    def rows(self) -> list[Row]:
        return [row for _objective, rows in self.sections for row in rows]

    def row(self, action: int) -> Row:
        return next(row for row in self.rows if row.line.text.id == action)

    @cached_property
    def tallies(self) -> list[Tally]:
        return tallies_of(row.points for row in self.rows)

    @property
    def overdue(self) -> list[Row]:
        return [row for row in self.rows if row.line.is_overdue]

    @property
    def late(self) -> list[Row]:
        """The actions with a milestone whose day has passed."""
        return [row for row in self.rows if row.late_steps]

    @property
    def promised(self) -> list[Row]:
        """The actions whose next step was promised for a day that has passed."""
        return [row for row in self.rows if row.line.is_step_passed]

    @property
    def disputed(self) -> list[Row]:
        """The actions of which a co-owner disputes an update, the latest or one before."""
        return [row for row in self.rows if row.line.is_disputed]

    @property
    def silent(self) -> list[Row]:
        return [row for row in self.rows if row.line.is_stale]

    @property
    def unanswered(self) -> list[Row]:
        return [row for row in self.rows if row.open_parts]

    @property
    def unready(self) -> list[Row]:
        """The actions that miss an owner, a basis or a milestone ahead."""
        return [row for row in self.rows if row.unready]

    @property
    def attention(self) -> list[tuple[str, Text, list[Row]]]:
        """What needs attention, most pressing first: each kind with its title and actions, without empty ones."""
        found: list[tuple[str, Text, list[Row]]] = [
            ("overdue", _("Overdue"), self.overdue),
            ("disputed", _("Disputed by a co-owner"), self.disputed),
            ("promised", _("Promised step without news"), self.promised),
            ("late", _("Late milestones"), self.late),
            ("silent", _("No update in time"), self.silent),
            ("unanswered", _("Organisations that have not said yes"), self.unanswered),
            ("unready", _("Something missing"), self.unready),
        ]
        return [(kind, title, rows) for kind, title, rows in found if rows]

    @cached_property
    def drafts(self) -> list[Update]:
        """The updates that the visitor began and left."""
        own = Update.objects.draft_of(self.viewer).filter(action__plan=self.plan)
        return list(own.select_related("action").order_by("-made_at"))

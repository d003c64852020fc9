"""A city's plan for one reader: the last edition, or the working text for whoever is of the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import City
from cities.plans.choices import Outlook, Stage
from cities.plans.freezing import payload_of, with_text
from cities.plans.models import Action, ActionPartner, ActionPlan, Edition, Endorsement, Milestone, Update
from cities.plans.reading.state import Mark, State, mark_of, sign_of, silent_since, states_of
from cities.plans.reading.text import (
    ACCEPTED,
    ASKED,
    DECLINED,
    ActionText,
    ObjectiveText,
    PartText,
    PlanText,
    plan_text,
)

Answers = dict[tuple[int, int], str]
DoneSteps = dict[int, date | None]

LATEST = 5
"""Updates that the page of a plan lists."""


@dataclass(frozen=True)
class Line:
    """One action of a list: its text, how far it has come, and what is to be said of that today."""

    text: ActionText
    state: State
    today: date
    interval: int
    since: date

    @property
    def mark(self) -> Mark:
        return mark_of(self.state, self.text.due_on, self.today)

    @property
    def marks(self) -> list[Mark]:
        """The stage, then what is to be said beside it: outlook, no agreement, overdue, disputes, silence."""
        found = [sign_of(self.state.stage)]
        if self.state.outlook:
            found.append(sign_of(self.state.outlook))
        if self.lacking:
            found.append(Mark("stop", _("Not agreed")))
        if self.is_overdue:
            found.append(Mark("over", _("Overdue")))
        if self.is_disputed:
            said = _("An earlier update is disputed") if self.state.is_disputed_before else _("Disputed")
            found.append(Mark("dispute", said))
        if self.is_stale:
            found.append(Mark("quiet", _("No update for %(days)s days") % {"days": self.days_silent}))
        return found

    @property
    def lacking(self) -> list[str]:
        """What an action lacks that has begun without ever having been agreed; nothing of any other."""
        return self.text.lacking if self.state.is_begun_unagreed else []

    @property
    def not_agreed(self) -> str:
        """The same in a sentence."""
        return _("Not agreed: %(lacking)s.") % {"lacking": "; ".join(self.lacking)} if self.lacking else ""

    @property
    def is_overdue(self) -> bool:
        return self.state.is_overdue(self.text.due_on, self.today)

    @property
    def is_step_passed(self) -> bool:
        return self.state.is_step_passed(self.today)

    @property
    def is_stale(self) -> bool:
        return self.state.is_stale(self.interval, self.today, self.since)

    @property
    def is_disputed(self) -> bool:
        return self.state.is_disputed

    @property
    def days_silent(self) -> int:
        return self.state.days_silent(self.today, self.since)


class PlanReading:
    """What the pages of a plan print. Each property asks the database at most once.

    `working` asks for the working text, which only the network of the city reads: anyone else gets the edition.
    `edition` asks for an edition by its number instead of the last.
    """

    def __init__(self, city: City, user: Any, *, working: bool = False, edition: int | None = None) -> None:
        self.city = city
        self.user = user
        self.today = timezone.localdate()
        self.wants_working = working
        self.wanted_edition = edition

    @cached_property
    def plan(self) -> ActionPlan | None:
        """The live plan, where the reader may know of one."""
        plan = ActionPlan.objects.visible_to(self.user).live().filter(city=self.city).first()
        if plan is not None:
            plan.city = self.city
        return plan

    @cached_property
    def reads_working(self) -> bool:
        """Whether the reader is one of the network, who may read the working text."""
        return self.plan is not None and has_perm("plans.read_working_text", self.user, self.plan)

    @property
    def is_working(self) -> bool:
        return self.wants_working and self.reads_working

    @cached_property
    def edition(self) -> Edition | None:
        """The edition that is read: the last, or the one that was asked for."""
        if self.plan is None:
            return None
        editions = Edition.objects.visible_to(self.user).filter(plan=self.plan)
        if self.wanted_edition is not None:
            editions = editions.filter(number=self.wanted_edition)
        return editions.first()

    @cached_property
    def payload(self) -> dict[str, Any] | None:
        """The text as plain data, or None where there is nothing that this reader may read."""
        if self.plan is None:
            return None
        if self.is_working:
            actions = with_text(self.plan.actions.visible_to(self.user))
            return payload_of(self.plan, self.plan.objectives.order_by("position"), actions)
        return self.edition.payload if self.edition else None

    @cached_property
    def text(self) -> PlanText | None:
        if self.payload is None:
            return None
        text = plan_text(self.payload)
        if self.is_working:
            return text
        answers, done = self.lived
        return replace(text, actions=[stepped(answered(action, answers), done) for action in text.actions])

    @cached_property
    def lived(self) -> tuple[Answers, DoneSteps]:
        """How partners have answered since the edition, and on which day each milestone was done, by now; one query.

        Both are live, as all that happens is, while what a partner is asked, and a step's title and due date, are not.
        """
        parts = ActionPartner.objects.filter(action__plan=self.plan).annotate(
            said=Case(
                When(accepted_at__isnull=False, then=Value(ACCEPTED)),
                When(declined_at__isnull=False, then=Value(DECLINED)),
                default=Value(ASKED),
                output_field=CharField(),
            )
        )
        steps = Milestone.objects.filter(action__plan=self.plan).annotate(said=Cast("done_on", CharField()))
        rows = (
            parts.order_by()
            .values_list("action_id", "partner_id", "said")
            .union(steps.order_by().values_list("pk", Value(None, output_field=BigIntegerField()), "said"), all=True)
        )
        answers: Answers = {}
        done: DoneSteps = {}
        for pk, partner, said in rows:
            if partner is None:
                done[pk] = date.fromisoformat(said) if said else None
            else:
                answers[pk, partner] = said
        return answers, done

    @cached_property
    def states(self) -> dict[int, State]:
        return states_of(action.id for action in self.text.actions) if self.text else {}

    @cached_property
    def silent_since(self) -> dict[int, date]:
        return silent_since(Action.objects.filter(plan=self.plan))

    @cached_property
    def lines(self) -> list[Line]:
        text = self.text
        return [self.line(action, text.review_interval) for action in text.actions] if text else []

    def with_lines(self, lines: list[Line]) -> PlanReading:
        """Return the same with some of its actions, which are then all that it counts."""
        found = copy(self)
        found.lines = lines
        return found

    def line(self, action: ActionText, interval: int) -> Line:
        since = self.silent_since.get(action.id, self.today)
        return Line(action, self.states.get(action.id, State()), self.today, interval, since)

    @property
    def sections(self) -> list[tuple[ObjectiveText, list[Line]]]:
        """Each objective with its lines, in the order of the plan."""
        return self.grouped(lambda line: True)

    def grouped(self, keep: Callable[[Line], bool]) -> list[tuple[ObjectiveText, list[Line]]]:
        """Return the objectives with those of their lines that `keep` is true of, empty ones too."""
        if self.text is None:
            return []
        found: dict[int, list[Line]] = {objective.id: [] for objective in self.text.objectives}
        for line in filter(keep, self.lines):
            found[line.text.objective.id].append(line)
        return [(objective, found[objective.id]) for objective in self.text.objectives]

    @property
    def by_stage(self) -> list[tuple[Stage, int]]:
        """How many actions stand at each stage, in the order of the stages, without empty ones."""
        counted = Counter(line.state.stage for line in self.lines)
        return [(stage, counted[stage]) for stage in Stage if counted[stage]]

    @property
    def signs(self) -> list[str]:
        """One sign for each action, what is done first: a shape for each, where a percentage would hide them."""
        order = (Stage.DONE, Stage.UNDER_WAY, Stage.AGREED, Stage.PROPOSED, Stage.PAUSED, Stage.DROPPED)
        counted = dict(self.by_stage)
        return [sign_of(stage).sign for stage in order for _place in range(counted.get(stage, 0))]

    @property
    def done(self) -> list[Line]:
        return [line for line in self.lines if line.state.stage == Stage.DONE]

    @property
    def at_risk(self) -> list[Line]:
        return [line for line in self.lines if line.state.outlook in (Outlook.AT_RISK, Outlook.OFF_TRACK)]

    @property
    def overdue(self) -> list[Line]:
        return [line for line in self.lines if line.is_overdue]

    @property
    def stale(self) -> list[Line]:
        return [line for line in self.lines if line.is_stale]

    @property
    def disputed(self) -> list[Line]:
        return [line for line in self.lines if line.is_disputed]

    @cached_property
    def latest_updates(self) -> list[tuple[ActionText, Update]]:
        """The newest updates that stand, with the action that each is of."""
        actions = {line.text.id: line.text for line in self.lines}
        rows = Update.objects.visible_to(self.user).standing().filter(action__in=actions)
        newest = rows.select_related("partner__organisation").order_by("-counts_from", "-pk")[:LATEST]
        return [(actions[row.action_id], row) for row in newest] if actions else []

    @cached_property
    def endorsed_by(self) -> list[str]:
        """The organisations that stand behind the edition, publicly."""
        return endorsers_of(self.edition)

    @cached_property
    def endorsed_before(self) -> tuple[int, list[str]] | None:
        """The number of the last edition before this one that was endorsed, and by whom; None where none was."""
        if self.edition is None or self.edition.number == 1:
            return None
        former = Edition.objects.filter(plan=self.edition.plan_id, number__lt=self.edition.number)
        endorsed = former.filter(endorsements__isnull=False).defer("payload").first()
        return (endorsed.number, endorsers_of(endorsed)) if endorsed else None


def endorsers_of(edition: Edition | None) -> list[str]:
    """Return the names of the organisations that stand behind an edition."""
    rows = Endorsement.objects.filter(edition=edition) if edition else Endorsement.objects.none()
    return list(rows.values_list("partner__organisation__name", flat=True))


def answered(action: ActionText, answers: Answers) -> ActionText:
    """Return an action with what its partners have answered by now; who was taken out since stays as published."""
    partners = [
        PartText(named.partner, named.name, named.part, answers.get((action.id, named.partner), named.state))
        for named in action.partners
    ]
    return replace(action, partners=partners)


def stepped(action: ActionText, done: DoneSteps) -> ActionText:
    """Return an action with the days on which its milestones were done; one that was removed since stays as it was."""
    steps = [replace(step, done_on=done.get(step.id, step.done_on)) for step in action.milestones]
    return replace(action, milestones=steps)

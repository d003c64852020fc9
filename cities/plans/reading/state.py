"""How far actions have come: live, from their latest updates, for any list of actions in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cities.plans.choices import ENDED, Outlook, Stage
from cities.plans.models import Action, Response, Update


@dataclass(frozen=True)
class State:
    """What the latest update of an action says; `update` is None before the first.

    `disputed` is the newest update that an organisation disputes and that stands; `was_agreed` is whether an update
    that stands ever said that it is agreed.
    """

    update: Update | None = None
    disputed: int | None = None
    was_agreed: bool = False

    @property
    def stage(self) -> Stage:
        """The stage; an action without an update is proposed."""
        return Stage(self.update.stage) if self.update else Stage.PROPOSED

    @property
    def stage_label(self) -> str:
        return str(self.stage.label)

    @property
    def outlook(self) -> str:
        return self.update.outlook if self.update else ""

    @property
    def outlook_label(self) -> str:
        return str(Outlook(self.outlook).label) if self.outlook else ""

    @property
    def told_at(self) -> datetime | None:
        return self.update.counts_from if self.update else None

    @property
    def is_begun_unagreed(self) -> bool:
        """Whether it is under way or done and nobody ever told that it was agreed."""
        return self.stage in (Stage.UNDER_WAY, Stage.DONE) and not self.was_agreed

    @property
    def is_disputed(self) -> bool:
        return self.disputed is not None

    @property
    def is_disputed_before(self) -> bool:
        """Whether it is not the latest update that is disputed, but one before."""
        return self.disputed is not None and self.update is not None and self.disputed != self.update.pk

    @property
    def is_ended(self) -> bool:
        return self.stage in ENDED

    def days_silent(self, today: date, since: date) -> int:
        """Days without an update, counted from `since`, the day it was first public, before the first one."""
        last = localdate(self.told_at) if self.told_at else since
        return max((today - last).days, 0)

    def is_overdue(self, due_on: date | None, today: date) -> bool:
        return due_on is not None and due_on < today and not self.is_ended

    def is_stale(self, interval: int, today: date, since: date) -> bool:
        """Whether an action that goes on has been silent for longer than the plan's interval."""
        return not self.is_ended and self.days_silent(today, since) > interval

    def is_step_passed(self, today: date) -> bool:
        """Whether the next step was promised for a day that has passed, and nothing was told since."""
        promised = self.update.next_on if self.update and not self.is_ended else None
        return promised is not None and promised < today


def states_of(actions: Iterable[int]) -> dict[int, State]:
    """Return the state of each action, by its primary key; one without an update is not in it.

    The caller knows that `user` may read about these actions; a correction counts once it is published.
    """
    open_disputes = Response.objects.open_disputes().filter(update__action=OuterRef("action"))
    disputed = open_disputes.order_by("-update__counts_from", "-update").values("update")
    latest = Update.objects.newest_of_each().filter(action__in=list(actions)).values("pk")
    agreed = Exists(Update.objects.standing().filter(action=OuterRef("action"), stage=Stage.AGREED))
    rows = Update.objects.filter(pk__in=latest).annotate(disputed=Subquery(disputed[:1]), was_agreed=agreed)
    return {row.action_id: State(row, row.disputed, row.was_agreed) for row in rows}


def silent_since(actions: QuerySet[Action]) -> dict[int, date]:
    """Return the day from which the silence of each action counts before its first update.

    That is the day of the first edition that holds it; of the working text, the day on which it was added.
    """
    rows = actions.order_by().annotate(first=Min("editions__edition__published_at"))
    return {pk: localdate(first or made) for pk, first, made in rows.values_list("pk", "first", "created_at")}


@dataclass(frozen=True)
class Mark:
    """What a page shows for a state: a shape and colour (`sign`), and the word for it."""

    sign: str
    label: str


SIGNS: dict[str, str] = {
    Stage.PROPOSED: "none",
    Stage.AGREED: "agreed",
    Stage.UNDER_WAY: "under",
    Stage.PAUSED: "paused",
    Stage.DONE: "done",
    Stage.DROPPED: "dropped",
    Outlook.ON_TRACK: "on",
    Outlook.AT_RISK: "late",
    Outlook.OFF_TRACK: "off",
}
"""The shape and colour of each stage and outlook: `static/img/icons.svg` has them as `s-…`."""


def sign_of(said: str) -> Mark:
    """Return the mark of a stage or an outlook by itself."""
    label = Stage(said).label if said in Stage.values else Outlook(said).label
    return Mark(SIGNS[said], str(label))


def mark_of(state: State, due_on: date | None, today: date | None = None) -> Mark:
    """Return the one sign and word of an action: overdue before off track before at risk before the stage itself."""
    today = today or timezone.localdate()
    if state.is_overdue(due_on, today):
        return Mark("over", _("Overdue"))
    if state.outlook in (Outlook.AT_RISK, Outlook.OFF_TRACK):
        return sign_of(state.outlook)
    return sign_of(state.stage)


def due_for_update(state: State, interval: int, since: date) -> date:
    """Return the day by which an action is to be told of again."""
    last = localdate(state.told_at) if state.told_at else since
    promised = state.update.next_on if state.update else None
    return min(filter(None, [promised, last + timedelta(days=interval)]))

"""Which actions an update is due for, and who is asked for it. What is so now is all that counts.

An update is due when its action's next step was promised for a day that has come, when the plan's interval has
passed since the last one, or when the action's due date passed and nothing was told since. First the owner is
asked; the longer ago that was, the more others are asked too; the pages say for how many days there was no update.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Min, Q, QuerySet
from django.utils.timezone import localdate

from cities.places.choices import CityRole
from cities.places.models import Membership
from cities.plans.choices import Part, Stage, Visibility
from cities.plans.models import Action, ActionPartner, ActionPlan, PlanPreference, UpdateLink
from cities.plans.reading.state import State, due_for_update, states_of
from portal.mail.services import suppressed

LEAD_AFTER = 14
"""Days after the first reminder, after which the lead's other members are asked too."""
COORDINATORS_AFTER = 28
"""Days after the first reminder, after which the coordinators are asked too."""
PAUSED_TIMES = 2
"""How many of the plan's intervals a paused action is left alone; then only the first who can be asked is."""
ACTIONS_AT_ONCE = 500


class Relation(StrEnum):
    """What somebody who is asked is to an action."""

    OWNER = "owner"
    LEAD = "lead"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An action that an update is due for. `owner` is a person and `lead` an accepted partner, by primary key."""

    action: int
    city: int
    owner: int | None
    lead: int | None
    stage: Stage
    told_on: date | None
    since: date
    passed_on: date | None = None

    @property
    def is_paused(self) -> bool:
        return self.stage == Stage.PAUSED

    def steps(self, today: date, asked_on: date | None) -> int:
        """Return how many of the relations are asked by now; `asked_on` is the day of its first reminder, if any."""
        days = 0 if self.is_paused or asked_on is None else (today - asked_on).days
        return 1 + (days >= LEAD_AFTER) + (days >= COORDINATORS_AFTER)


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody is asked about an action, as what they are to it; `is_first`: nobody is asked before them."""

    due: Due
    relation: Relation
    is_first: bool


def due_among(actions: list[Action], first: dict[int, date], today: date) -> list[Due]:
    """Return what an update is due for, of some actions; two queries. `first` is what `first_public_days` says."""
    states, leads = states_of(action.pk for action in actions), leads_of(actions)
    found = (due_of(action, states.get(action.pk, State()), leads, first, today) for action in actions)
    return [due for due in found if due]


def shared_actions() -> QuerySet[Action]:
    """Return the actions that somebody may be asked about."""
    return Action.objects.live().exclude(visibility=Visibility.DRAFT).select_related("plan", "owner")


def due_at(at: datetime) -> Iterator[list[Due]]:
    """Yield what an update is due for, by 500 actions at a time, with a fixed number of queries for each."""
    today, first = localdate(at), first_public_days()
    after = 0
    while batch := list(shared_actions().filter(pk__gt=after).order_by("pk")[:ACTIONS_AT_ONCE]):
        after = batch[-1].pk
        yield due_among(batch, first, today)


def first_public_days() -> dict[int, date]:
    """Return the day from which silence counts in each live plan: that of its first edition, or of the plan itself."""
    rows = ActionPlan.objects.live().annotate(first=Min("editions__published_at"))
    return {pk: localdate(first or made) for pk, first, made in rows.values_list("pk", "first", "created_at")}


def leads_of(actions: Iterable[Action]) -> dict[int, int]:
    """Return the accepted lead of each action."""
    rows = ActionPartner.objects.accepted().filter(part=Part.LEAD, action__in=[action.pk for action in actions])
    return dict(rows.values_list("action_id", "partner_id"))


def due_of(action: Action, state: State, leads: dict[int, int], first: dict[int, date], today: date) -> Due | None:
    """Return what is due of an action, or None."""
    if state.is_ended:
        return None
    told_on = localdate(state.told_at) if state.told_at else None
    is_paused = state.stage == Stage.PAUSED
    interval = action.plan.review_interval * (PAUSED_TIMES if is_paused else 1)
    since = due_for_update(state, interval, max(first[action.plan_id], localdate(action.created_at)))
    passed_on = action.due_on if not is_paused and is_passed(action.due_on, told_on, today) else None
    if passed_on:
        since = min(since, passed_on + timedelta(days=1))
    if since > today:
        return None
    return Due(
        action=action.pk,
        city=action.plan.city_id,
        owner=action.owner.user_id if action.owner else None,
        lead=leads.get(action.pk),
        stage=state.stage,
        told_on=told_on,
        since=since,
        passed_on=passed_on,
    )


def is_passed(due_on: date | None, told_on: date | None, today: date) -> bool:
    """Return whether a due date passed and nobody has said since what became of it."""
    return due_on is not None and due_on < today and (told_on is None or told_on <= due_on)


@dataclass
class Askable:
    """Who can be asked in some cities: active members whom mail reaches and who did not turn reminders off."""

    of_city: set[tuple[int, int]] = field(default_factory=set)
    of_partner: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    coordinators: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def asked_about(self, due: Due, steps: int) -> Iterator[tuple[int, Ask]]:
        """Yield who is asked about an action in so many steps. A relation with nobody to ask is passed over."""
        owner = [due.owner] if due.owner and (due.owner, due.city) in self.of_city else []
        lead = self.of_partner[due.lead] if due.lead else []
        relations = zip(Relation, (owner, lead, self.coordinators[due.city]), strict=True)
        seen: set[int] = set()
        left = steps
        for relation, people in relations:
            fresh = [person for person in people if person not in seen]
            if not fresh or not left:
                continue
            ask = Ask(due, relation, is_first=left == steps)
            left -= 1
            seen.update(fresh)
            yield from ((person, ask) for person in fresh)


def askable_for(dues: list[Due]) -> Askable:
    """Return who can be asked about these actions, in three queries. Advisers answer for none."""
    cities = {due.city for due in dues}
    related = (
        Q(user__in={due.owner for due in dues if due.owner}, city__in=cities)
        | Q(partner__in={due.lead for due in dues if due.lead})
        | Q(role=CityRole.COORDINATOR, city__in=cities)
    )
    rows = Membership.objects.active().filter(related, user__is_active=True).exclude(role=CityRole.ADVISER)
    members = list(rows.order_by("pk").values_list("user_id", "user__email", "city_id", "role", "partner_id"))
    silent = PlanPreference.objects.filter(reminders=False, person__in={row[0] for row in members})
    off, refused = set(silent.values_list("person", flat=True)), suppressed(row[1] for row in members)
    found = Askable()
    for user, email, city, role, partner in members:
        if user in off or email.lower() in refused:
            continue
        found.of_city.add((user, city))
        if partner:
            found.of_partner[partner].append(user)
        if role == CityRole.COORDINATOR:
            found.coordinators[city].append(user)
    return found


def first_asked(dues: Iterable[Due]) -> dict[int, date]:
    """Return on which day somebody was first reminded of each action since its update is due, in one query."""
    since = {due.action: due.since for due in dues}
    found: dict[int, date] = {}
    days = UpdateLink.objects.filter(action__in=since).values_list("action_id", "made_at__date").distinct()
    for action, day in days:
        if day >= since[action]:
            found[action] = min(day, found.get(action, day))
    return found


def asks_at(at: datetime) -> dict[int, list[Ask]]:
    """Return who is asked about what, by the primary keys of people. It holds a few numbers for each, and no text."""
    asks: dict[int, list[Ask]] = defaultdict(list)
    for dues in due_at(at):
        for person, ask in asked_about(dues, localdate(at)):
            asks[person].append(ask)
    return asks


def asked_about(dues: list[Due], today: date) -> Iterator[tuple[int, Ask]]:
    """Yield who is asked about what is due, in a fixed number of queries."""
    askable, asked = askable_for(dues), first_asked(dues)
    for due in dues:
        yield from askable.asked_about(due, due.steps(today, asked.get(due.action)))


def dues_of(actions: Collection[int], today: date) -> list[Due]:
    """Return what an update is due for, of actions by their keys, in a fixed number of queries."""
    return due_among(list(shared_actions().filter(pk__in=actions)), first_public_days(), today)


def asks_of(people: Collection[int], at: datetime, actions: Collection[int] | None = None) -> dict[int, list[Ask]]:
    """Return what some people are asked about, of all actions or of some, in a fixed number of queries."""
    own = Membership.objects.active().filter(user__in=people)
    leading = ActionPartner.objects.accepted().filter(part=Part.LEAD, partner__in=own.values("partner"))
    coordinated = own.filter(role=CityRole.COORDINATOR).values("city")
    concerned = Q(owner__user__in=people) | Q(pk__in=leading.values("action")) | Q(plan__city__in=coordinated)
    rows = shared_actions().filter(concerned).order_by("pk")
    found = list(rows if actions is None else rows.filter(pk__in=actions))
    asks: dict[int, list[Ask]] = defaultdict(list)
    wanted, today = set(people), localdate(at)
    for person, ask in asked_about(due_among(found, first_public_days(), today), today):
        if person in wanted:
            asks[person].append(ask)
    return asks

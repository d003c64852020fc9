"""Generated plans for benchmarks: actions in every city, with partners, bases, milestones, updates and an edition.

They are marked as generated and made by a person who cannot sign in, in batches, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from cities.places.load import partners_by_city
from cities.places.models import City, Partner
from cities.plans.choices import EvidenceKind, Outlook, Part, Stage, Stance, Visibility
from cities.plans.history import changing
from cities.plans.models import (
    Action,
    ActionPartner,
    ActionPlan,
    Basis,
    Evidence,
    Milestone,
    Objective,
    Response,
    Update,
)
from cities.plans.services.editions import freeze, next_payload
from handbooks.models import EntryPage, PrecedentPage
from portal.accounts.models import User
from portal.supervisor.trouble import Trouble
from portal.words.themes import Theme

BATCH = 1000
WRITER = "plan-writer@load.example"
LEARNS_FROM = 500
"""Actions to add, from which on it is worth to count anew what is there."""
MOST_OBJECTIVES = 12
UPDATES = 3
"""Of an action, at most."""

TOLD = "The generated partners met, agreed who does what until spring, and wrote down what is still open."
SUMMARY = "Generated to measure with. " + TOLD


def generate_actions(number: int) -> int:
    """Bring the generated actions up to `number` over all cities; return how many were made. Raises Trouble."""
    writer = the_writer()
    there = Action.objects.filter(created_by=writer).count()
    if number <= there:
        return 0
    plans = generated_plans(writer)
    for place, plan in enumerate(plans):
        wanted = number // len(plans) + (place < number % len(plans))
        grow(plan, wanted, writer)
    return number - there


def the_writer() -> User:
    made = {"password": make_password(None), "display_name": "Plan writer (generated)", "is_demonstration": True}
    return User.objects.get_or_create(email=WRITER, defaults=made)[0]


def generated_plans(writer: User) -> list[ActionPlan]:
    """Return the generated plan of every city that has no other. Raises Trouble where each has one of people."""
    taken = ActionPlan.objects.live().exclude(created_by=writer).values("city")
    cities = list(City.objects.exclude(pk__in=taken).order_by("pk"))
    if not cities:
        raise Trouble("there is no city without a plan of its own to generate one in")
    return [plan_in(city, writer) for city in cities]


@transaction.atomic
def plan_in(city: City, writer: User) -> ActionPlan:
    """Return the generated plan of a city, made where there is none."""
    plan = ActionPlan.objects.live().filter(city=city, created_by=writer).first()
    if plan is not None:
        return plan
    today = timezone.localdate()
    period = {"starts_on": today - timedelta(days=365), "ends_on": today + timedelta(days=1095)}
    title = f"{city} action plan (generated)"
    return ActionPlan.objects.create(city=city, title=title, vision=SUMMARY, created_by=writer, **period)


def grow(plan: ActionPlan, wanted: int, writer: User) -> None:
    """Bring a generated plan up to so many actions, each batch in one transaction, and publish it anew."""
    partners = own_partners(plan.city_id)
    pages = Pages()
    while (there := plan.actions.count()) < wanted:
        with transaction.atomic(), changing(writer, act="generate"):
            add_batch(plan, range(there, min(there + BATCH, wanted)), partners, pages, writer)
            if wanted - there >= LEARNS_FROM:
                learn()
    if not plan.editions.exists() or plan.actions.filter(editions=None).exists():
        publish(plan, writer)


def learn() -> None:
    """Let PostgreSQL count anew: what triggers planned on an empty table reads the whole of it each time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE plans_action, plans_update")


def own_partners(city: int) -> list[Partner]:
    return next(found for found in partners_by_city() if found[0].city_id == city)


class Pages:
    """The entries and precedents that generated actions name: the same each time."""

    def __init__(self) -> None:
        self.entries = list(EntryPage.objects.visible_to(None).order_by("pk").values_list("pk", flat=True)[:60])
        self.precedents = list(PrecedentPage.objects.visible_to(None).order_by("pk").values_list("pk", flat=True)[:30])

    def bases(self, action: Action) -> Iterator[Basis]:
        """Return what an action stands on: an entry, and a precedent for one in three; or that none is needed."""
        if self.entries:
            yield Basis(action=action, entry_id=self.entries[action.number % len(self.entries)])
        else:
            yield Basis(action=action, none_needed=True, note="Generated without handbooks.")
        if self.precedents and action.number % 3 == 0:
            yield Basis(action=action, precedent_id=self.precedents[action.number % len(self.precedents)])


def add_batch(plan: ActionPlan, numbers: range, partners: list[Partner], pages: Pages, writer: User) -> None:
    """Add actions with all that hangs on them, each kind in one statement."""
    objectives = objectives_of(plan, numbers.stop)
    actions = Action.objects.bulk_create(places(plan, objectives, numbers, writer))
    parts = ActionPartner.objects.bulk_create(part for action in actions for part in parts_of(action, partners, writer))
    Basis.objects.bulk_create(basis for action in actions for basis in pages.bases(action))
    Milestone.objects.bulk_create(step for action in actions for step in steps_of(action))
    plan.last_number = numbers.stop
    plan.save(update_fields=["last_number"])
    co_owners = {part.action_id: part.partner for part in parts if part.part == Part.CO_OWNER and part.accepted_at}
    for told in range(UPDATES):
        tell([action for action in actions if action.number % (UPDATES + 1) > told], told, co_owners, writer)


def objectives_of(plan: ActionPlan, actions: int) -> list[Objective]:
    """Return the objectives of a plan: about one for every ten actions, over the themes."""
    there = list(plan.objectives.order_by("position"))
    themes = Theme.values
    for place in range(len(there), min(max(actions // 10, 4), MOST_OBJECTIVES)):
        title = f"Objective {place + 1} (generated)"
        theme = themes[place % len(themes)]
        there.append(Objective.objects.create(plan=plan, theme=theme, title=title, position=place + 1))
    return there


def places(plan: ActionPlan, objectives: list[Objective], numbers: range, writer: User) -> Iterator[Action]:
    """Return actions, not saved, at the ends of the objectives."""
    last = dict(plan.objectives.annotate(last=Max("actions__position")).values_list("pk", "last"))
    today = timezone.localdate()
    for number in numbers:
        objective = objectives[number % len(objectives)]
        last[objective.pk] = (last.get(objective.pk) or 0) + 1
        yield Action(
            plan=plan,
            objective=objective,
            number=number + 1,
            title=f"Generated action {number + 1} on {objective.get_theme_display().lower()}",
            summary=SUMMARY,
            outcome=TOLD,
            starts_on=today - timedelta(days=100 + number % 200),
            due_on=today + timedelta(days=number % 700 - 60),
            visibility=Visibility.PUBLIC,
            position=last[objective.pk],
            created_by=writer,
        )


def parts_of(action: Action, partners: list[Partner], writer: User) -> Iterator[ActionPartner]:
    """Return a lead that has accepted, a co-owner that has in four of five, and a supporter that is asked."""
    for step, part in enumerate((Part.LEAD, Part.CO_OWNER, Part.SUPPORTER)):
        partner = partners[(action.number + step) % len(partners)]
        accepted = part == Part.LEAD or (part == Part.CO_OWNER and action.number % 5 > 0)
        answer = {"accepted_at": timezone.now(), "answered_by": writer} if accepted else {}
        yield ActionPartner(action=action, partner=partner, part=part, asked_by=writer, **answer)


def steps_of(action: Action) -> Iterator[Milestone]:
    for step in range(2):
        due_on = (action.starts_on or date.today()) + timedelta(days=60 * (step + 1))
        done_on = due_on if step == 0 and due_on < timezone.localdate() else None
        yield Milestone(action=action, title=f"Step {step + 1} (generated)", due_on=due_on, done_on=done_on)


def tell(actions: list[Action], told: int, co_owners: dict[int, Partner], writer: User) -> None:
    """Tell once of each action, with evidence, and have one in ten disputed. Evidence comes before publication."""
    updates = Update.objects.bulk_create(update_of(action, told, writer) for action in actions)
    Evidence.objects.bulk_create(
        Evidence(update=row, kind=EvidenceKind.LINK, title="Minute (generated)", url="https://load.example/minute")
        for row in updates
    )
    at = timezone.now() - timedelta(days=40 * (UPDATES - told) - 30)
    Update.objects.filter(pk__in=[row.pk for row in updates]).update(published_at=at, counts_from=at)
    Response.objects.bulk_create(disputes(updates, co_owners, writer))


def update_of(action: Action, told: int, writer: User) -> Update:
    stages = (Stage.PROPOSED, Stage.UNDER_WAY, Stage.DONE if action.number % 7 == 3 else Stage.UNDER_WAY)
    stage = stages[told]
    outlook = "" if stage == Stage.DONE else Outlook.values[action.number % 3]
    reported_on = timezone.localdate() - timedelta(days=40 * (UPDATES - told) - 30)
    return Update(action=action, by=writer, stage=stage, outlook=outlook, body=TOLD, reported_on=reported_on)


def disputes(updates: Iterable[Update], co_owners: dict[int, Partner], writer: User) -> Iterator[Response]:
    for update in updates:
        partner = co_owners.get(update.action_id)
        if partner and update.action_id % 10 == 0:
            yield Response(update=update, partner=partner, stance=Stance.DISPUTE, body=TOLD, by=writer)


@transaction.atomic
def publish(plan: ActionPlan, writer: User) -> None:
    """Freeze the generated plan as its next edition."""
    number = (plan.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    freeze(plan, next_payload(plan), number=number, note="Generated.", by=writer)

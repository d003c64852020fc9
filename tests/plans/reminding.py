"""What the tests of reminders share: a moment, and an action of which an update is due by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from cities.plans.models import Action, ActionPlan, Update
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    UpdateFactory,
)
from tests.factories.plans import coordinator_of

NOW = datetime(2026, 11, 25, 7, 15, tzinfo=UTC)  # a Wednesday, 2026-W48


def old_plan() -> ActionPlan:
    plan = PlanFactory(review_interval=90)
    type(plan).objects.update(created_at=NOW - timedelta(days=400))
    return plan


def overdue_action(plan: ActionPlan) -> Action:
    """Return an action that an accepted partner leads and that nobody has told of for 91 days."""
    owner = MembershipFactory(city=plan.city, user__display_name="Olu Owner", user__email="owner@example.org")
    action = ActionFactory(
        objective=ObjectiveFactory(plan=plan), title="Retrofit homes", owner=owner, due_on=date(2027, 6, 1)
    )
    lead = PartnerFactory(city=plan.city)
    ActionPartnerFactory(action=action, partner=lead, accepted=True)
    MembershipFactory(city=plan.city, partner=lead, user__email="lead@example.org")
    coordinator_of(plan.city, user__email="coordinator@example.org")
    told(action, days=91)
    return action


def told(action: Action, *, days: int, at: datetime = NOW, **fields: Any) -> Update:
    """Say that an action was told of so many days before."""
    moment = at - timedelta(days=days)
    return UpdateFactory(action=action, published_at=moment, reported_on=moment.date(), **fields)

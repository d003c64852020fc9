"""A city whose plan is changed and told of, while others look at Glasgow's: `python -m tests.browser.hull`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django

PLAN = "/cities/hull/plan/"
COORDINATOR, OWNER = "hull.coordinator@example.org", "hull.owner@example.org"
OVERDUE = "Put heat pumps in the tower blocks"
HOMES, ENERGY, TRAVEL = "Homes worth living in", "Energy that stays here", "Ways to get about"
ACTIONS = {HOMES: ["Let the empty homes", "License the landlords", "Buy back the terraces"], ENERGY: [OVERDUE]}


def make_hull() -> None:
    """Make a plan with three actions below one objective, an overdue one below the next, and none below the last."""
    from tests.factories import ActionPartnerFactory, CityFactory, MembershipFactory, PartnerFactory, PlanFactory
    from tests.factories.plans import coordinator_of, publish

    city = CityFactory(name="Hull", slug="hull", nation="england")
    coordinator = coordinator_of(city, user__email=COORDINATOR, user__display_name="Hattie Humber")
    council = PartnerFactory(city=city, organisation__name="Hull Example Council", organisation__kind="council")
    owner = MembershipFactory(city=city, partner=council, user__email=OWNER, user__display_name="Oona Owner")
    plan = PlanFactory(city=city, title="A warm port", created_by=coordinator.user)
    for action in make_actions(plan, owner):
        ActionPartnerFactory(action=action, partner=council, accepted=True)
    publish(plan, note="The first edition.")


def make_actions(plan: Any, owner: Any) -> list[Any]:
    """Make the actions; all were told of today, but for the one that an update is due for."""
    from django.utils import timezone

    from tests.factories import ActionFactory, ObjectiveFactory, UpdateFactory

    made = []
    for objective in [ObjectiveFactory(plan=plan, title=title) for title in (HOMES, ENERGY, TRAVEL)]:
        for title in ACTIONS.get(objective.title, []):
            made.append(ActionFactory(objective=objective, title=title, owner=owner))
            told_at = timezone.now() - timedelta(days=100 if title == OVERDUE else 0)
            UpdateFactory(action=made[-1], by=owner.user, published_at=told_at, reported_on=told_at.date())
    return made


if __name__ == "__main__":
    django.setup()
    make_hull()

"""Plans, actions, updates and editions, made through the acts where an act is what makes them true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cities.places.choices import CityRole
from cities.places.models import Membership
from cities.plans.choices import Part, Stage, Visibility
from cities.plans.models import Action, ActionPartner, ActionPlan, Edition, Milestone, Objective, Update
from cities.plans.services import editions, updates
from cities.plans.services.updates import Proof, Told
from portal.words.themes import Theme
from tests.factories.accounts import UserFactory
from tests.factories.places import CityFactory, MembershipFactory, PartnerFactory


class PlanFactory(DjangoModelFactory):
    """The live plan of a city, over three years around today."""

    class Meta:
        model = ActionPlan

    city = factory.SubFactory(CityFactory)
    title = "Action plan"
    vision = "Homes, energy and money that stay here."
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=730))
    created_by = factory.SubFactory(UserFactory)


class ObjectiveFactory(DjangoModelFactory):
    """A heading of a plan."""

    class Meta:
        model = Objective

    plan = factory.SubFactory(PlanFactory)
    theme = Theme.HOUSING
    title = factory.Sequence(lambda number: f"Objective {number}")
    position = factory.LazyAttribute(lambda objective: objective.plan.objectives.count() + 1)


class ActionFactory(DjangoModelFactory):
    """An action that everyone may read from the next edition on."""

    class Meta:
        model = Action

    objective = factory.SubFactory(ObjectiveFactory)
    plan = factory.SelfAttribute("objective.plan")
    number = factory.LazyAttribute(lambda action: action.plan.actions.count() + 1)
    position = factory.LazyAttribute(lambda action: action.objective.actions.count() + 1)
    title = factory.Sequence(lambda number: f"Action {number}")
    summary = "What will be done."
    visibility = Visibility.PUBLIC
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=90))
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90))
    created_by = factory.SelfAttribute("plan.created_by")

    @classmethod
    def _create(cls, model_class: type[Action], *args: Any, **kwargs: Any) -> Action:
        """Let the plan know which number was given last, as the act does."""
        action = super()._create(model_class, *args, **kwargs)
        plan = action.plan
        plan.last_number = max(plan.last_number, action.number)
        ActionPlan.objects.filter(pk=plan.pk).update(last_number=plan.last_number)
        return action


class ActionPartnerFactory(DjangoModelFactory):
    """A partner that was asked to lead; `accepted` makes it one that has accepted."""

    class Meta:
        model = ActionPartner

    class Params:
        accepted = factory.Trait(
            accepted_at=factory.LazyFunction(timezone.now), answered_by=factory.SelfAttribute("asked_by")
        )

    action = factory.SubFactory(ActionFactory)
    partner = factory.LazyAttribute(lambda part: PartnerFactory(city=part.action.plan.city))
    part = Part.LEAD
    asked_by = factory.SelfAttribute("action.created_by")


class MilestoneFactory(DjangoModelFactory):
    """A step that is due in a month."""

    class Meta:
        model = Milestone

    action = factory.SubFactory(ActionFactory)
    title = factory.Sequence(lambda number: f"Step {number}")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class UpdateFactory(DjangoModelFactory):
    """A published update of an action that is under way. What a stage needs is not checked: the act does."""

    class Meta:
        model = Update

    action = factory.SubFactory(ActionFactory)
    by = factory.SubFactory(UserFactory)
    stage = Stage.UNDER_WAY
    body = "The first homes are let."
    reported_on = factory.LazyFunction(timezone.localdate)
    published_at = factory.LazyFunction(timezone.now)
    counts_from = factory.SelfAttribute("published_at")


def coordinator_of(city: Any, **kwargs: Any) -> Membership:
    """Return the membership of a new coordinator of a city."""
    return MembershipFactory(city=city, role=CityRole.COORDINATOR, **kwargs)


def publish(plan: ActionPlan, note: str = "") -> Edition:
    """Publish a plan by a coordinator of its city."""
    member = plan.city.memberships.active().filter(role=CityRole.COORDINATOR).first() or coordinator_of(plan.city)
    return editions.publish_edition(plan, note=note, by=member.user)


def tell(action: Action, by: Any, **told: Any) -> Update:
    """Publish an update through the act; `proofs` are its evidence."""
    proofs = told.pop("proofs", ())
    corrects = told.pop("corrects", None)
    said = Told(**{"stage": Stage.UNDER_WAY, "body": "It has begun.", **told})
    return updates.report(action, said, by=by, proofs=proofs, corrects=corrects)


def a_decision(on: date | None = None) -> Proof:
    """Return the decision that “agreed” needs."""
    day = on or timezone.localdate()
    return Proof(kind="decision", title="Cabinet minute", dated_on=day, url="https://example.org/minute")

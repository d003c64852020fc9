"""Plans and their objectives: begun, changed, put in order, archived."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Max, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.places.services.door import check, lock_city
from cities.plans.history import changing
from cities.plans.models import ActionPlan, Objective
from cities.plans.services.conflicts import changes_for
from cities.plans.services.door import open_plan
from portal.accounts.models import User

MOST_OBJECTIVES = 30


@transaction.atomic
def begin_plan(
    city: City, *, title: str, vision: str, starts_on: date, ends_on: date, review_interval: int, by: User
) -> ActionPlan:
    """Begin the action plan of a city. Raises PermissionDenied, or ValidationError when there is one."""
    city = lock_city(city.pk)
    check("plans.begin_plan", by, city)
    plan = ActionPlan(
        city=city,
        title=title,
        vision=vision,
        starts_on=starts_on,
        ends_on=ends_on,
        review_interval=review_interval,
        created_by=by,
    )
    plan.full_clean(exclude=["created_by"])
    with changing(by, act="begin"):
        plan.save()
    return plan


@transaction.atomic
def change_plan(plan: ActionPlan, *, seen: int, by: User, **mine: Any) -> ActionPlan:
    """Change the frame of a plan, from the version that was `seen`. Raises EditConflict, ValidationError."""
    plan = open_plan(plan, "plans.edit_plan", by)
    return write(plan, changes_for(plan, seen, mine), by)


def write(thing: Any, changes: dict[str, Any], by: User) -> Any:
    """Write changes of text to a locked row and count its version up; none leave it as it is."""
    for name, value in changes.items():
        put(thing, name, value)
    if changes:
        thing.version = thing.version + 1
        thing.full_clean(exclude=["created_by"])
        with changing(by, act="edit"):
            thing.save()
    return thing


def put(thing: Any, name: str, value: Any) -> None:
    """Set a field of a row, a related row by its primary key."""
    setattr(thing, thing._meta.get_field(name).attname, value)


@transaction.atomic
def archive_plan(plan: ActionPlan, *, by: User) -> ActionPlan:
    """End a plan: it and its editions stay to be read, and the city may begin another."""
    plan = open_plan(plan, "plans.edit_plan", by)
    plan.archived_at = timezone.now()
    plan.version += 1
    with changing(by, act="archive"):
        plan.save(update_fields=["archived_at", "version"])
    return plan


@transaction.atomic
def add_objective(plan: ActionPlan, *, title: str, theme: str, by: User) -> Objective:
    """Add a heading at the end of a plan."""
    plan = open_plan(plan, "plans.edit_plan", by)
    last = plan.objectives.aggregate(last=Max("position"))["last"] or 0
    if plan.objectives.count() >= MOST_OBJECTIVES:
        raise ValidationError(_("A plan has at most %(most)s objectives.") % {"most": MOST_OBJECTIVES})
    objective = Objective(plan=plan, title=title, theme=theme, position=last + 1)
    objective.full_clean()
    with changing(by, act="add"):
        objective.save()
    return objective


@transaction.atomic
def change_objective(objective: Objective, *, seen: int, by: User, **mine: Any) -> Objective:
    """Change the title or theme of a heading. Raises EditConflict, ValidationError."""
    open_plan(objective.plan, "plans.edit_plan", by)
    objective = Objective.objects.select_for_update(of=["self"]).get(pk=objective.pk)
    return write(objective, changes_for(objective, seen, mine), by)


@transaction.atomic
def remove_objective(objective: Objective, *, by: User) -> None:
    """Remove a heading that no action stands under."""
    open_plan(objective.plan, "plans.edit_plan", by)
    if objective.actions.exists():
        raise ValidationError(_("Actions stand under this objective. Move them under another one first."))
    with changing(by, act="remove"):
        objective.delete()


@transaction.atomic
def order_objectives(plan: ActionPlan, order: list[int], *, by: User) -> None:
    """Put the headings of a plan into an order of their primary keys. Raises ValidationError unless it is whole."""
    plan = open_plan(plan, "plans.edit_plan", by)
    if sorted(order) != sorted(plan.objectives.values_list("pk", flat=True)):
        raise ValidationError(_("The objectives of this plan changed meanwhile. Here they are as they are now."))
    positions = [When(pk=pk, then=Value(place)) for place, pk in enumerate(order, 1)]
    if positions:
        plan.objectives.update(position=Case(*positions))


def move_objective(objective: Objective, *, down: bool, by: User) -> list[int]:
    """Move a heading one place up or down; at an end it stays. Return the order from then on."""
    rows = Objective.objects.filter(plan=objective.plan_id).order_by("position")
    order = moved(list(rows.values_list("pk", flat=True)), objective.pk, down=down)
    order_objectives(objective.plan, order, by=by)
    return order


def moved(order: list[int], pk: int, *, down: bool) -> list[int]:
    """Return an order with one of its items a place further down or up; one that is gone meanwhile moves nothing."""
    if pk not in order:
        return order
    place = order.index(pk)
    other = place + (1 if down else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order

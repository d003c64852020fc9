"""Actions: added, changed, put in order, removed while nothing published holds them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Max, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import Membership
from cities.plans.choices import Visibility
from cities.plans.history import changing
from cities.plans.models import Action, ActionPlan, Objective, Update
from cities.plans.reading.people import Names
from cities.plans.services.conflicts import changes_for
from cities.plans.services.door import open_action, open_plan
from cities.plans.services.plans import moved, put, write
from cities.plans.services.updates import discard
from portal.accounts.models import User

MOST_ACTIONS = 10_000
FIELDS = ("objective", "title", "summary", "outcome", "owner", "starts_on", "due_on", "visibility")
"""What the form of an action edits, and the history tells of."""


@transaction.atomic
def add_action(
    plan: ActionPlan,
    *,
    objective: Objective,
    title: str,
    summary: str,
    by: User,
    outcome: str = "",
    owner: Membership | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    visibility: str = Visibility.PARTNERS,
) -> Action:
    """Add an action at the end of an objective, with the next number of its plan. Raises ValidationError."""
    plan = open_plan(plan, "plans.add_action", by)
    if plan.last_number >= MOST_ACTIONS:
        raise ValidationError(_("A plan has at most %(most)s actions.") % {"most": MOST_ACTIONS})
    action = Action(
        plan=plan,
        objective=objective,
        number=plan.last_number + 1,
        title=title,
        summary=summary,
        outcome=outcome,
        owner=owner,
        starts_on=starts_on,
        due_on=due_on,
        visibility=visibility,
        position=next_position(objective),
        created_by=by,
    )
    check_action(action)
    with changing(by, act="add"):
        action.save()
    plan.last_number = action.number
    plan.save(update_fields=["last_number"])
    return action


def next_position(objective: Objective) -> int:
    return (objective.actions.aggregate(last=Max("position"))["last"] or 0) + 1


def check_action(action: Action) -> None:
    """Raise ValidationError, with its field, for what the database would refuse or nobody can mean."""
    action.full_clean(exclude=["created_by", "plan"])
    if action.objective.plan_id != action.plan_id:
        raise ValidationError({"objective": _("This objective is of another plan.")})
    owner = action.owner
    if owner is not None and owner.city_id != action.plan.city_id:
        raise ValidationError({"owner": _("The owner must be a member of this city's network.")})
    if action.visibility != Visibility.PUBLIC and action.pk and action.editions.exists():
        raise ValidationError(
            {"visibility": _("An edition holds this action, so it stays public. Drop it with an update and say why.")}
        )


@transaction.atomic
def change_action(action: Action, *, seen: int, by: User, **mine: Any) -> Action:
    """Change the text of an action, from the version that was `seen`; related rows by their primary keys.

    Raises EditConflict where somebody changed the same fields meanwhile, PermissionDenied, ValidationError.
    """
    action = open_action(action, "plans.edit_action", by)
    changes = changes_for(action, seen, mine)
    if owner := changes.get("owner"):
        check_owner(action, owner)
    if objective := changes.get("objective"):
        action.position = next_position(Objective.objects.get(pk=objective, plan=action.plan_id))
    return write_action(action, changes, by)


@transaction.atomic
def make_public(action: Action, *, by: User) -> Action:
    """Let everyone read an action from the next edition on. Raises PermissionDenied, ValidationError."""
    action = open_action(action, "plans.edit_action", by)
    if action.visibility == Visibility.PUBLIC:
        return action
    return write_action(action, {"visibility": Visibility.PUBLIC}, by)


def write_action(action: Action, changes: dict[str, Any], by: User) -> Action:
    """Write changes to a locked action. Raises ValidationError."""
    if not changes:
        return action
    for name, value in changes.items():
        put(action, name, value)
    check_action(action)
    return write(action, changes, by)


def check_owner(action: Action, owner: int) -> None:
    """Raise ValidationError unless a membership is an active one of the city."""
    if not Membership.objects.active().filter(pk=owner, city=action.plan.city_id).exists():
        raise ValidationError({"owner": _("Choose an active member of this city's network.")})


@transaction.atomic
def order_actions(objective: Objective, order: list[int], *, by: User) -> None:
    """Put the actions of an objective into an order of their primary keys; ones from another objective move here.

    Raises ValidationError where an action is of another plan, or one of this objective is left out.
    """
    plan = open_plan(objective.plan, "plans.edit_plan", by)
    known = set(plan.actions.filter(pk__in=order).values_list("pk", flat=True))
    own = set(objective.actions.values_list("pk", flat=True))
    is_there = plan.objectives.filter(pk=objective.pk).exists()
    if not is_there or len(known) != len(order) or not own <= known:
        raise ValidationError(_("The actions of this objective changed meanwhile. Here they are as they are now."))
    positions = [When(pk=pk, then=Value(place)) for place, pk in enumerate(order, 1)]
    if not positions:
        return
    with changing(by, act="move"):
        plan.actions.filter(pk__in=known - own).update(version=F("version") + 1, objective=objective)
        plan.actions.filter(pk__in=order).update(position=Case(*positions))


def move_action(action: Action, *, down: bool, by: User) -> list[int]:
    """Move an action one place up or down below its objective; at an end it stays. Return the order from then on."""
    order = moved(
        list(action.objective.actions.order_by("position").values_list("pk", flat=True)), action.pk, down=down
    )
    order_actions(action.objective, order, by=by)
    return order


@transaction.atomic
def remove_action(action: Action, *, by: User) -> None:
    """Remove an action that no edition holds and no update tells of. Its number is not given again."""
    action = open_action(action, "plans.edit_plan", by)
    if action.editions.exists():
        raise ValidationError(_("An edition holds this action. Drop it with an update and say why: it stays visible."))
    if action.updates.published().exists():
        raise ValidationError(_("Updates tell of this action. Drop it with an update and say why: it stays visible."))
    drafts = list(action.updates.select_related("by", "partner__organisation"))
    check_drafts(action, drafts, by)
    locked = Action.objects.select_for_update(of=["self"]).get(pk=action.pk)  # whoever follows it waits
    with changing(by, act="remove"):
        for draft in drafts:
            discard(draft)
        locked.delete()


def check_drafts(action: Action, drafts: list[Update], by: User) -> None:
    """Raise ValidationError where somebody else is writing an update who may still publish it."""
    writing = [draft for draft in drafts if draft.by_id != by.pk and has_perm("plans.report", draft.by, action)]
    if writing:
        who = {"who": capfirst("; ".join(Names(by).signed(draft) for draft in writing))}
        raise ValidationError(
            _("An update of this action is being written: %(who)s. Ask for it to be published or discarded first.")
            % who
        )

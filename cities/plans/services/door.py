"""The door of every act: the city is locked, then the plan, and permission is asked once they are.

The order is that of `cities.places.services.door`, so acts of the two rooms never wait for each other.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from cities.places.services.door import check, lock_city
from cities.plans.models import Action, ActionPlan
from cities.plans.rules import own_partner
from portal.accounts.models import User


def open_plan(plan: ActionPlan, permission: str, by: User) -> ActionPlan:
    """Return the plan as it is now, locked until the transaction ends. Raises PermissionDenied, ValidationError."""
    lock_city(plan.city_id)
    found = ActionPlan.objects.select_for_update(of=["self"], no_key=True).select_related("city").get(pk=plan.pk)
    check(permission, by, found)
    if not found.is_live:
        raise ValidationError(_("This plan is archived, and stays as it was."))
    return found


def open_action(action: Action, permission: str, by: User, *, thing: Any = None) -> Action:
    """Return the action as it is now, behind the lock of its plan.

    `thing` is what the permission is asked of, where it is not the action. Raises PermissionDenied,
    ValidationError, and Action.DoesNotExist when it was removed meanwhile.
    """
    plan = action.plan
    lock_city(plan.city_id)
    locked = ActionPlan.objects.select_for_update(of=["self"], no_key=True).select_related("city").get(pk=plan.pk)
    found = Action.objects.select_related("owner", "objective").prefetch_related("partners").get(pk=action.pk)
    found.plan = locked
    check(permission, by, thing or found)
    if not locked.is_live:
        raise ValidationError(_("This plan is archived, and stays as it was."))
    return found


def partner_signing(by: User, plan: ActionPlan) -> int:
    """Return the partner that somebody signs for in the city of a plan. Raises PermissionDenied where there is none."""
    partner = own_partner(by, plan.city_id)
    if partner is None:
        raise PermissionDenied
    return partner

"""Who may do what in a plan. Views, templates and acts ask these, never `has_perm` alone."""

from __future__ import annotations

from typing import Any

import rules

from cities.places.roles import partners_of
from cities.places.rules import is_coordinator, is_member, is_of_city
from cities.plans.choices import Part
from cities.plans.models import Action, ActionPartner, Update
from portal.accounts.rules import is_administrator

ANSWERABLE = (Part.LEAD, Part.CO_OWNER)


@rules.predicate
def is_of_plan_city(user: Any, plan: Any) -> bool:
    """A member, coordinator or adviser of the city whose plan it is."""
    return is_of_city(user, plan)


@rules.predicate
def coordinates_plan(user: Any, plan: Any) -> bool:
    """A coordinator of the city whose plan it is."""
    return is_coordinator(user, plan)


@rules.predicate
def takes_part_in_plan(user: Any, plan: Any) -> bool:
    """A member or coordinator of the city whose plan it is."""
    return is_member(user, plan)


@rules.predicate
def owns_action(user: Any, action: Action) -> bool:
    """The owner of the action, while they are a member of its city."""
    return action.owner is not None and action.owner.user_id == user.pk and is_member(user, action)


def parts_of(user: Any, action: Action) -> list[ActionPartner]:
    """Return the parts in `action` of organisations that `user` is there for. Reads `action.partners` once."""
    own = set(partners_of(user))
    return [part for part in action.partners.all() if part.partner_id in own] if own else []


@rules.predicate
def answers_for_action(user: Any, action: Action) -> bool:
    """A member of an organisation that has accepted to lead or co-own the action."""
    return any(part.part in ANSWERABLE and part.is_accepted for part in parts_of(user, action))


@rules.predicate
def stands_behind(user: Any, update: Update) -> bool:
    """The coordinators, the owner, the lead, and who signed the update or one that it corrects, while they report."""
    action = update.action
    if coordinates_plan(user, action) or owns_action(user, action):
        return True
    parts = {named.part for named in parts_of(user, action) if named.is_accepted}
    if Part.LEAD in parts or Part.CO_OWNER not in parts:
        return Part.LEAD in parts
    own = partners_of(user)
    return any(told.partner_id in own for told in (update, *update.former()))


@rules.predicate
def is_of_partner(user: Any, part: ActionPartner) -> bool:
    """A member of the organisation that is asked, in that city's network."""
    return part.partner_id in partners_of(user)


@rules.predicate
def is_of_a_co_owner(user: Any, update: Update) -> bool:
    """A member of an organisation that has accepted to co-own the action that the update tells of."""
    return any(part.part == Part.CO_OWNER and part.is_accepted for part in parts_of(user, update.action))


@rules.predicate
def is_there_for_a_partner(user: Any, plan: Any) -> bool:
    """A member or coordinator who is there for an organisation of the network whose plan it is."""
    return is_member(user, plan) and own_partner(user, plan.city_id) is not None


def own_partner(user: Any, city: int) -> int | None:
    """Return the partner that `user` is there for in a city, or None."""
    return next((partner for partner, place in partners_of(user).items() if place == city), None)


rules.add_perm("plans.read_working_text", is_of_plan_city | is_administrator)
rules.add_perm("plans.begin_plan", is_coordinator | is_administrator)
rules.add_perm("plans.edit_plan", coordinates_plan | is_administrator)
rules.add_perm("plans.add_action", takes_part_in_plan | is_administrator)
rules.add_perm("plans.edit_action", coordinates_plan | owns_action | answers_for_action | is_administrator)
rules.add_perm("plans.report", coordinates_plan | owns_action | answers_for_action)
rules.add_perm("plans.correct", stands_behind)
rules.add_perm("plans.answer_part", is_of_partner)
rules.add_perm("plans.respond", is_of_a_co_owner)
rules.add_perm("plans.publish_edition", coordinates_plan)
rules.add_perm("plans.endorse", is_there_for_a_partner)
rules.add_perm("plans.redact", is_administrator)

"""The text of a plan as plain data: what an edition freezes, and what every page, export and comparison prints.

No names of people are in it: an owner is the id of a membership and the name of its organisation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch

from cities.plans.models import Action, ActionPartner, ActionPlan, Basis, Milestone, Objective

FORMAT = 1


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def with_text(actions: Any) -> Any:
    """Return a queryset of actions with all that their text needs, in a fixed number of queries."""
    partners = ActionPartner.objects.select_related("partner__organisation").order_by("pk")
    bases = Basis.objects.select_related("entry", "precedent").order_by("pk")
    return (
        actions.select_related("objective", "owner__partner__organisation", "owner__user", "plan__city")
        .prefetch_related(Prefetch("partners", partners), Prefetch("bases", bases), "milestones")
        .order_by("objective__position", "position", "pk")
    )


def plan_data(plan: ActionPlan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "vision": plan.vision,
        "starts_on": iso(plan.starts_on),
        "ends_on": iso(plan.ends_on),
        "review_interval": plan.review_interval,
    }


def objective_data(objective: Objective) -> dict[str, Any]:
    return {"id": objective.pk, "title": objective.title, "theme": objective.theme}


def partner_data(named: ActionPartner) -> dict[str, Any]:
    state = "accepted" if named.is_accepted else "asked" if named.is_asked else "declined"
    name = named.partner.organisation.name
    return {"partner": named.partner_id, "name": name, "part": named.part, "state": state}


def basis_data(basis: Basis) -> dict[str, Any]:
    page = basis.entry or basis.precedent
    if page is None:
        return {"kind": "none_needed", "note": basis.note}
    kind = "entry" if basis.entry_id else "precedent"
    return {"kind": kind, "id": page.pk, "number": page.number, "title": page.title, "note": basis.note}


def milestone_data(milestone: Milestone) -> dict[str, Any]:
    return {
        "id": milestone.pk,
        "title": milestone.title,
        "due_on": iso(milestone.due_on),
        "done_on": iso(milestone.done_on),
    }


def action_data(action: Action) -> dict[str, Any]:
    """Return the text of an action from `with_text`."""
    owner = action.owner
    organisation = owner.partner.organisation.name if owner and owner.partner else ""
    return {
        "id": action.pk,
        "number": action.number,
        "objective": action.objective_id,
        "title": action.title,
        "summary": action.summary,
        "outcome": action.outcome,
        "owner": action.owner_id,
        "owner_for": organisation,
        "starts_on": iso(action.starts_on),
        "due_on": iso(action.due_on),
        "partners": [partner_data(named) for named in action.partners.all()],
        "bases": [basis_data(basis) for basis in action.bases.all()],
        "milestones": [milestone_data(milestone) for milestone in action.milestones.all()],
    }


def payload_of(plan: ActionPlan, objectives: Iterable[Objective], actions: Iterable[Action]) -> dict[str, Any]:
    """Return the text of a plan with these objectives and actions."""
    return {
        "format": FORMAT,
        "plan": plan_data(plan),
        "objectives": [objective_data(objective) for objective in objectives],
        "actions": [action_data(action) for action in actions],
    }


def checksum(payload: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of a payload: keys sorted, no spaces. Source: RFC 8785, in part."""
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()

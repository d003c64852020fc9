"""Models of action plans, one concern to a file."""

from cities.plans.models.action import Action, ActionAdvice, Milestone
from cities.plans.models.edition import Edition, EditionAction, Endorsement
from cities.plans.models.following import Follow, PlanPreference, PlanVisit, Reminder, UpdateLink
from cities.plans.models.imports import ImportBatch
from cities.plans.models.parts import ActionPartner, Basis
from cities.plans.models.plan import ActionPlan, Objective
from cities.plans.models.update import Evidence, Response, Update

__all__ = [
    "Action",
    "ActionAdvice",
    "ActionPartner",
    "ActionPlan",
    "Basis",
    "Edition",
    "EditionAction",
    "Endorsement",
    "Evidence",
    "Follow",
    "ImportBatch",
    "Milestone",
    "Objective",
    "PlanPreference",
    "PlanVisit",
    "Reminder",
    "Response",
    "Update",
    "UpdateLink",
]

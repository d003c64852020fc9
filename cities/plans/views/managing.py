"""The coordinators' page of a plan: what needs attention, and every act one link away."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.plans.models import ActionPlan
from cities.plans.reading.managing import ManageReading
from cities.plans.views.doors import plan_page
from cities.plans.views.finding import with_plan
from portal.accounts.signed_in import SignedInRequest


@require_safe
@with_plan("plans.edit_plan")
def manage(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Show what needs attention, the health of the plan, and its objectives and actions to change and order."""
    context = {
        "heading": _("Manage the plan"),
        "managing": ManageReading(plan, request.user),
        "may_publish": has_perm("plans.publish_edition", request.user, plan),
        "may_ask_advice": plan.city.is_focus and has_perm("places.request_advice", request.user, plan.city),
    }
    return plan_page(request, "manage", plan.city, context)

"""What the network of a city reads of the past of its plan: edits of an action, and what is new since a visit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.models import City
from cities.places.views.doors import for_its_network
from cities.plans.reading.action import action_reading
from cities.plans.reading.changes import Changes
from cities.plans.reading.past import Past
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.visits import visit
from cities.plans.views.doors import plan_page
from portal.accounts.signed_in import SignedInRequest


@login_required
@require_safe
@for_its_network
def history(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Show who changed what of an action, when, from what and to what."""
    found = action_reading(city, request.user, pk, working=True)
    if found is None or found.row is None:
        raise Http404
    context = {"heading": _("Edit history"), "reading": found, "deeds": Past(found.row, request.user).deeds}
    return plan_page(request, "history", city, context)


@login_required
@require_safe
@for_its_network
def changes(request: SignedInRequest, city: City) -> HttpResponse:
    """Show what changed since the visitor was last here."""
    reading = PlanReading(city, request.user, working=True)
    if reading.plan is None:
        raise Http404
    visit(request.user, reading)
    context = {"heading": _("What changed"), "changes": Changes(reading, request.user)}
    return plan_page(request, "changes", city, context)

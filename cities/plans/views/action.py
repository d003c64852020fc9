"""One action: its page, one update of it, its evidence, and the history of its text."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.views.doors import city_or_404
from cities.plans.models import Evidence
from cities.plans.reading.action import ActionReading, action_reading
from cities.plans.reading.story import citation_of
from cities.plans.views.doors import plan_page
from cities.plans.views.plan import AS_PUBLISHED
from portal.media.models import PrivateFile
from portal.media.serving import private_answer


def action_or_404(request: HttpRequest, slug: str, pk: int) -> ActionReading:
    """Return an action as the visitor reads it. Raises Http404."""
    working = request.GET.get("text") != AS_PUBLISHED
    found = action_reading(city_or_404(slug), request.user, pk, working=working)
    if found is None:
        raise Http404
    return found


@require_safe
def action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one action and its story."""
    found = action_or_404(request, slug, pk)
    context = {"heading": f"{found.text.number} {found.text.title}", "reading": found}
    return plan_page(request, "action", found.city, context)


@require_safe
def update(request: HttpRequest, slug: str, pk: int, update: int) -> HttpResponse:
    """Show one update by its lasting address, with how to cite it; one that was corrected says so."""
    found = action_or_404(request, slug, pk)
    item = next((item for item in found.story if update in item.ids), None)
    if item is None:
        raise Http404
    told = next(row for row in found.updates if row.pk == update)
    context = {
        "heading": _("Update of %(date)s") % {"date": told.dated},
        "reading": found,
        "item": item,
        "is_corrected": item.update.pk != update,
        "citation": citation_of(told, city=found.city, number=found.text.number, title=found.text.title),
    }
    return plan_page(request, "update", found.city, context)


@require_safe
def evidence_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Answer a file that was given as evidence, to whoever may read its update."""
    rows = Evidence.objects.visible_to(request.user).select_related("document")
    evidence = get_object_or_404(rows, pk=pk, update__action__plan__city__slug=slug, document__isnull=False)
    return private_answer(cast("PrivateFile", evidence.document))

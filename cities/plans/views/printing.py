"""The plan for a committee: a page that prints with contents and page numbers, and a tagged PDF."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.models import City
from cities.places.views.doors import city_or_404
from cities.plans.reading.printed import PrintedPlan, printed_plan
from cities.plans.reading.typeset import data_of
from cities.plans.views.doors import not_now, own, plan_page
from portal.text.made_files import NotMade, made_file
from portal.text.typesetting import typeset

TEMPLATE = Path(__file__).parent.parent / "pdf" / "plan.typ"


def printed_or_404(request: HttpRequest, city: City) -> PrintedPlan:
    """Return the public's edition, with the actions that the address asks for. Raises Http404."""
    printed = printed_plan(city, request.GET)
    if printed is None:
        raise Http404
    return printed


@require_safe
def plan_print(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the public's edition in one piece, made for paper; what the plan's filter asks for, where it asks."""
    city = city_or_404(slug)
    context = {"heading": _("The plan for a committee"), "printed": printed_or_404(request, city)}
    return plan_page(request, "print", city, context)


@require_safe
def plan_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the public's edition, or what of it the address asks for, as a tagged PDF.

    The same words are typeset once, whoever asks. Where nothing fits, the page says so.
    """
    city = city_or_404(slug)
    printed = printed_or_404(request, city)
    words = f"{reverse('plan_print', args=[slug])}?{printed.found.query}"
    if printed.is_empty:
        return redirect(words)
    data = data_of(printed)
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    try:
        pdf = made_file(f"plan-pdf:{city.pk}", digest, lambda: typeset(TEMPLATE, data, made_at=timezone.now()))
    except NotMade:
        return not_now(request, city, (_("The plan for a committee"), words))
    headers = {"Content-Disposition": f'inline; filename="{slug}-action-plan.pdf"'}
    return own(request, HttpResponse(pdf, content_type="application/pdf", headers=headers))

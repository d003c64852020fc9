"""The plan of a city: what it says, how far it has come, and what changed since somebody was last here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.models import City
from cities.places.views.doors import city_or_404
from cities.plans.reading.filtering import PlanFilter
from cities.plans.reading.links import BasisLinks
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.timeline import timeline_of
from cities.plans.reading.visits import visit
from cities.plans.views.doors import plan_page

AS_PUBLISHED = "edition"


def reading_of(request: HttpRequest, city: City) -> PlanReading:
    """Return the text that the visitor reads: the working text for the network, unless its address asks otherwise."""
    return PlanReading(city, request.user, working=request.GET.get("text") != AS_PUBLISHED)


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a city's plan. That it has none yet is a page too."""
    city = city_or_404(slug)
    reading = reading_of(request, city)
    if reading.text is None:
        return none_yet(request, reading)
    found = PlanFilter(reading, request.GET)
    visit(request.user, reading)
    links = BasisLinks(basis for line in found.kept for basis in line.text.bases)
    context = {
        "heading": _("Action plan"),
        "reading": reading,
        "found": found,
        "keep": [("text", AS_PUBLISHED)] if reading.reads_working and not reading.is_working else [],
        "sections": [
            (objective, [(line, links.of(line.text.bases)) for line in lines]) for objective, lines in found.sections
        ],
        "timeline": timeline_of(found.sections, reading.text.starts_on, reading.text.ends_on, reading.today),
        "may": abilities(request, reading),
        **switches(request, found),
    }
    return plan_page(request, "plan", city, context)


def switches(request: HttpRequest, found: PlanFilter) -> dict[str, str]:
    """Return the addresses of the other text, and of all actions, with what else the address asks for."""
    published = {"text": AS_PUBLISHED}
    is_other = not found.reading.is_working and found.reading.reads_working
    clear = f"?{urlencode(published)}" if is_other else request.path
    return {
        "clear_url": clear if found.is_on else "",
        "working_url": f"?{found.query}" if found.query else request.path,
        "edition_url": f"?{urlencode(published | found.chosen)}",
    }


def abilities(request: HttpRequest, reading: PlanReading) -> dict[str, bool]:
    """Return what the visitor may do with the plan, for the buttons of its page."""
    names = ("edit_plan", "add_action", "publish_edition")
    if not request.user.is_authenticated:
        return {}
    return {name: has_perm(f"plans.{name}", request.user, reading.plan) for name in names}


def none_yet(request: HttpRequest, reading: PlanReading) -> HttpResponse:
    """Say that a city has no plan yet, or none that this visitor may read, and what a plan is."""
    may_begin = reading.plan is None and has_perm("plans.begin_plan", request.user, reading.city)
    context: dict[str, Any] = {"heading": _("Action plan"), "reading": reading, "may_begin": may_begin}
    return plan_page(request, "none", reading.city, context)

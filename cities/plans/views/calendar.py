"""The dates of a plan, for calendars that come back for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from cities.places.views.doors import city_or_404
from cities.plans.calendar import calendar_of, tag_of
from cities.plans.reading.plan import PlanReading
from cities.plans.views.doors import own
from portal.pagecache.parts import kept_part


@require_safe
def plan_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the dates of the last edition. A city without one has an empty calendar, to subscribe to early.

    Whoever has it as it is gets 304 before it is built; it is built once for all others.
    """
    city = city_or_404(slug)
    told = tag_of(city, request.user)
    tag = f'"{told}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        kept_part(f"plan-calendar:{told}", lambda: calendar_of(PlanReading(city, request.user))),
        content_type="text/calendar; charset=utf-8",
    )
    response["ETag"] = tag
    response["Content-Disposition"] = f'inline; filename="{slug}-action-plan.ics"'
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return own(request, response)

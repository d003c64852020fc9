"""The list of events, the month, and the page of one event."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.models import City
from cities.places.months import Month
from network.events.reading.event import EventReading
from network.events.reading.lists import EventList, EventMonth, facets_of
from network.events.views.doors import event_or_404
from network.forum.reading.asked import Asked
from network.forum.services.readers import mark_read
from network.forum.views.doors import for_readers
from network.forum.views.threads import is_reading

MONDAY = date(2024, 1, 1)


@require_safe
@for_readers
def events(request: HttpRequest, user: Any) -> HttpResponse:
    """List the events ahead, or those that are over, or show a month of them."""
    cities = list(City.objects.visible_to().only("slug", "name"))
    asked = Asked.read(request.GET, facets_of(cities))
    today = timezone.localdate()
    this_month = Month.of(today)
    context = {
        "asked": asked,
        "may_call": has_perm("forum.belong", user),
        "is_signed_in": user.is_authenticated,
        "list_url": asked.address(),
        "month_url": asked.address(month=this_month),
        "clear_url": request.path if asked.chosen else "",
        "canonical_url": settings.SITE_URL + request.path,
    }
    if written := request.GET.get("month", ""):
        month = Month.parse(written)
        asked.chosen.pop("show", None)
        reading = EventMonth(month or this_month, asked, cities, user)
        own = {
            "reading": reading,
            "month_is_unknown": month is None,
            "today": today,
            "this_month": this_month,
            "weekdays": [MONDAY + timedelta(days=days) for days in range(7)],
            "keep": [("month", str(reading.month))],
            "groups": [group for group in asked.groups() if group.name != "show"],
        }
        return render(request, "events/month.html", context | own)
    own = {"reading": EventList(asked, cities, user), "groups": asked.groups(), "is_indexed": not request.GET}
    return render(request, "events/events.html", context | own)


@require_safe
@for_readers
def event(request: HttpRequest, user: Any, pk: int, slug: str) -> HttpResponse:
    """Show an event. A wrong title in the address leads to the right one, for who may read it."""
    found = event_or_404(pk, user)
    if slug != found.thread.slug:
        return redirect(found.get_absolute_url())
    reading = EventReading(found, user)
    context = {
        "reading": reading,
        "event": found,
        "thread": found.thread,
        "board": found.thread.board,
        "is_signed_in": user.is_authenticated,
        "is_indexed": reading.is_public,
        "canonical_url": settings.SITE_URL + reading.url,
    }
    response = render(request, "events/event.html", context)
    if is_reading(request, user):
        mark_read(user, found.thread, reading.last_shown)
    return response

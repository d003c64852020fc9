"""What advisers look after across their cities: a list, and a month of planned and given advice."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cities.places.advice_reading import AdviserReading
from cities.places.months import Month
from cities.places.views.doors import require
from portal.accounts.rules import is_administrator
from portal.accounts.signed_in import SignedInRequest


@login_required
@require_safe
def advisers(request: SignedInRequest) -> HttpResponse:
    """Show an adviser what waits, what is agreed and what was delivered, and the month; an administrator, all."""
    require(request, "places.read_advice_calendar")
    asked, today = request.GET.get("month", ""), timezone.localdate()
    month = Month.parse(asked)
    context = {
        "reading": AdviserReading(request.user, month or Month.of(today)),
        "today": today,
        "weekdays": Month.of(today).weeks()[1],
        "month_is_unknown": bool(asked) and month is None,
        "sees_all": is_administrator(request.user),
    }
    return render(request, "cities/advisers.html", context)

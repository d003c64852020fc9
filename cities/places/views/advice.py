"""Advice days: the balance and the requests of a city, and the acts on one of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.models import AdviceRequest
from cities.places.reading import CityReading
from cities.places.views.doors import city_or_404, page, require
from portal.accounts.signed_in import SignedInRequest


@require_safe
def advice(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the balance of a city, and what days were used on."""
    city = city_or_404(slug)
    context = {"heading": _("Advice days"), "reading": CityReading(city, request.user)}
    return page(request, "advice", city, context)


@login_required
@require_safe
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    city = city_or_404(slug)
    require(request, "places.request_advice", city)
    return page(request, "act", city, {"heading": _("Ask for advice")})


@require_safe
def request(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    city = city_or_404(slug)
    asked = get_object_or_404(AdviceRequest.objects.visible_to(request.user), pk=pk, city=city)
    return page(request, "advice", city, {"heading": asked.topic, "reading": CityReading(city, request.user)})

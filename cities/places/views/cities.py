"""All ten cities, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.places.drawn_map import on_the_map
from cities.places.models import City
from cities.places.reading import CityReading, lines_of
from cities.places.views.doors import city_or_404, page


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """Show the ten cities on a map and side by side."""
    found = list(City.objects.visible_to(request.user).with_network())
    return render(request, "cities/cities.html", {"lines": lines_of(found), "places": on_the_map(found)})


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one city: what it is, who works on it, and what one can do there."""
    found = city_or_404(slug)
    return page(request, "city", found, {"reading": CityReading(found, request.user)})

"""What pages of the rooms below show of what outlets printed."""

from __future__ import annotations

from typing import Any

from django import template

from cities.places.models import City
from portal.newsroom.reading import coverage

register = template.Library()


@register.inclusion_tag("newsroom/coverage-of.html")
def coverage_of(city: City) -> dict[str, Any]:
    """Print the latest coverage of a city, for the page of the city in the room below."""
    return {"lines": coverage.coverage_in(city), "city": city}


@register.inclusion_tag("newsroom/coverage-about.html")
def coverage_about(action: Any) -> dict[str, Any]:
    """Print what outlets printed about an action, for its page in the room below."""
    return {"lines": coverage.coverage_about(action)}

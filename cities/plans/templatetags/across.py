"""What pages of all cities show of their plans."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.models import City
from cities.plans.reading.across import Across, Progress

register = template.Library()


@register.simple_tag(takes_context=True)
def plans_side_by_side(context: template.Context) -> dict[int, Progress]:
    """Return the progress of each city by its primary key, in a fixed number of queries."""
    return {line.city.pk: line for line in Across(context["request"].user).progress()}


@register.inclusion_tag("plans/strip.html")
def plan_strip(plans: dict[int, Progress], city: City) -> dict[str, Any]:
    """Print how far the plan of a city has come: how many actions stand at each stage, and when it was told of."""
    return {"line": plans.get(city.pk), "city": city}


@register.simple_tag
def in_days(days: int) -> str:
    """Say how long something lasts."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@register.simple_tag
def days_ago(days: int) -> str:
    """Say when something was, counted from today."""
    if days < 2:
        return _("yesterday") if days else _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}

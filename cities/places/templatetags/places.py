"""Words of this room for templates."""

from __future__ import annotations

from django import template

from cities.places import days

register = template.Library()


@register.filter
def in_days(half_days: int) -> str:
    """Print half days as days: 3 is “1½ days”."""
    return days.in_days(half_days)

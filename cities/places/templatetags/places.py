"""Words of this room for templates."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places import days
from cities.places.choices import CityRole
from cities.places.models import Membership
from portal.accounts.models import User
from portal.words.parts import Link

register = template.Library()


@register.filter
def in_days(half_days: int) -> str:
    """Print half days as days: 3 is “1½ days”."""
    return days.in_days(half_days)


@register.simple_tag
def city_links(person: User) -> list[Link]:
    """Return where a signed-in person works: their home city, the people of all networks, an adviser's calendar."""
    own = Membership.objects.active().filter(user=person).select_related("city").order_by("-is_home", "since")
    rows = list(own)
    if not rows:
        return []
    links = [Link(title=rows[0].city.name, url=rows[0].city.get_absolute_url())]
    if any(row.role == CityRole.ADVISER for row in rows):
        links.append(Link(title=_("Advice calendar"), url=reverse("advice_calendar")))
    return [*links, Link(title=_("People"), url=reverse("directory"))]

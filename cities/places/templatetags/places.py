"""Words of this room for templates."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places import days
from cities.places.choices import CityRole
from cities.places.models import Membership
from cities.places.roles import Part, parts_of
from portal.accounts.models import User
from portal.accounts.rules import may_enter_editor
from portal.words.parts import Link

register = template.Library()

MOST_NAMED = 3
"""More cities than this are one link in the head of a page."""


@register.filter
def in_days(half_days: int) -> str:
    """Print half days as days: 3 is “1½ days”."""
    return days.in_days(half_days)


@register.simple_tag
def own_links(person: User) -> list[Link]:
    """Return where a signed-in person works: their cities, the advice calendar, the directory, the editor."""
    parts = parts_of(person)
    links = city_links(parts)
    if any(part.role == CityRole.ADVISER for part in parts):
        links.append(Link(title=_("Advice calendar"), url=reverse("advice_calendar")))
    if parts:
        links.append(Link(title=_("Directory"), url=reverse("directory")))
    if may_enter_editor(person):
        links.append(Link(title=_("Editor"), url=reverse("wagtailadmin_home")))
    return links


@register.simple_tag
def own_page(person: User) -> str:
    """Return the address at which others see a person, or nothing for whoever has no page in the directory."""
    if not Membership.objects.active().filter(user=person.pk).exists():
        return ""
    return reverse("person", args=[person.pk])


def city_links(parts: list[Part]) -> list[Link]:
    """Return the home city and the cities that somebody advises; where these are many, one link to all of them."""
    named = [part for part in parts if part == parts[0] or part.role == CityRole.ADVISER]
    links = [Link(title=part.city_name, url=reverse("city", args=[part.city_slug])) for part in named]
    if len(named) <= MOST_NAMED:
        return links
    title = _("Your %(count)s cities") % {"count": len(named)}
    return [Link(title=title, url=f"{reverse('advice_calendar')}#cities")]

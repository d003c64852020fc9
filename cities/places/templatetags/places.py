"""Words of this room for templates."""

from __future__ import annotations

from typing import NamedTuple

from django import template
from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places import days
from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership
from portal.accounts.models import User
from portal.accounts.rules import know_groups, may_enter_editor
from portal.words.parts import Link

register = template.Library()

MOST_NAMED = 3
"""More cities than this are one link in the head of a page."""


class Standing(NamedTuple):
    """An active membership, as far as the head of a page needs it."""

    role: str
    city: str
    slug: str


@register.filter
def in_days(half_days: int) -> str:
    """Print half days as days: 3 is “1½ days”."""
    return days.in_days(half_days)


@register.simple_tag
def own_links(person: User) -> list[Link]:
    """Return where a signed-in person works: their cities, the advice calendar, the directory, the editor."""
    rows = standing_of(person)
    links = city_links(rows)
    if any(row.role == CityRole.ADVISER for row in rows):
        links.append(Link(title=_("Advice calendar"), url=reverse("advice_calendar")))
    if rows:
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


def city_links(rows: list[Standing]) -> list[Link]:
    """Return the home city and the cities that somebody advises; where these are many, one link to all of them."""
    named = [row for row in rows if row == rows[0] or row.role == CityRole.ADVISER]
    links = [Link(title=row.city, url=reverse("city", args=[row.slug])) for row in named]
    if len(named) <= MOST_NAMED:
        return links
    title = _("Your %(count)s cities") % {"count": len(named)}
    return [Link(title=title, url=f"{reverse('advice_calendar')}#cities")]


def standing_of(person: User) -> list[Standing]:
    """Return the active memberships of a person, the home one first, and let the predicates know their groups.

    The head of every page asks this, so it is one query: who has no role costs no other.
    """
    active = FilteredRelation("memberships", condition=Q(memberships__state=MembershipState.ACTIVE))
    groups = ArraySubquery(Group.objects.filter(user=OuterRef("pk")).values("name"))
    found = User.objects.filter(pk=person.pk).annotate(
        own=active, role=F("own__role"), city=F("own__city__name"), slug=F("own__city__slug"), in_groups=groups
    )
    ordered = found.order_by(F("own__is_home").desc(nulls_last=True), "own__since")
    rows = list(ordered.values_list("role", "city", "slug", "in_groups"))
    know_groups(person, rows[0][3] if rows else ())
    return [Standing(role, city, slug) for role, city, slug, _groups in rows if role]

"""What this room says about people elsewhere: “For you” on the home page, and roles in the editor's list of people."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.choices import AdviceState, CityRole, MembershipState
from cities.places.models import City, Membership
from portal.accounts.models import User
from portal.words.parts import Link


def network_roles(people: Sequence[int]) -> dict[int, list[str]]:
    """Return the active memberships of people in words, the home one first: for administrators, who read all."""
    rows = Membership.objects.active().filter(user__in=people).select_related("city")
    found: dict[int, list[str]] = {}
    for row in rows.order_by("-is_home", "city__name"):
        words = _("%(role)s, %(city)s") % {"role": row.get_role_display(), "city": row.city}
        found.setdefault(row.user_id, []).append(words)
    return found


def lines_of(person: User) -> list[Link]:
    """Lead to a person's own cities and to what waits there for them, or to choosing a city; two queries at most."""
    is_open = Q(state__in=[MembershipState.ACTIVE, MembershipState.REQUESTED])
    own = Membership.objects.filter(is_open, user=person.pk).select_related("city").order_by("-is_home", "city__name")
    rows = list(own)
    if not rows:
        return [Link(title=_("Choose your city"), url=reverse("cities"))]
    active = [row for row in rows if row.state == MembershipState.ACTIVE]
    asked = [row.city for row in rows if row.state == MembershipState.REQUESTED]
    return [
        *(Link(title=str(row.city), url=row.city.get_absolute_url(), note=row.get_role_display()) for row in active),
        *waiting_for(active),
        *(Link(title=_("You asked to join %(city)s") % {"city": city}, url=city.get_absolute_url()) for city in asked),
    ]


def waiting_for(rows: list[Membership]) -> list[Link]:
    """Return the requests that wait for a coordinator or an adviser, counted for all of their cities at once."""
    runs = [row.city_id for row in rows if row.role == CityRole.COORDINATOR]
    advises = [row.city_id for row in rows if row.role == CityRole.ADVISER]
    if not runs and not advises:
        return []
    asked = Q(memberships__state=MembershipState.REQUESTED)
    advice = Q(advice_requests__state=AdviceState.REQUESTED)
    cities = City.objects.filter(pk__in=[*runs, *advises]).annotate(
        asked=Count("memberships", filter=asked, distinct=True),
        advice=Count("advice_requests", filter=advice, distinct=True),
    )
    return [link for city in cities.order_by("name") for link in waiting_in(city, runs=city.pk in runs)]


def waiting_in(city: City, *, runs: bool) -> list[Link]:
    """Return what waits in one city, as `waiting_for` counted it: requests to join, or for its advisers for advice."""
    found = [
        (city.asked if runs else 0, _("Requests to join %(city)s: %(count)s"), "city_network", "#requests"),
        (0 if runs else city.advice, _("Requests for advice in %(city)s: %(count)s"), "city_advice", ""),
    ]
    return [
        Link(title=words % {"city": city, "count": count}, url=reverse(name, args=[city.slug]) + part)
        for count, words, name, part in found
        if count
    ]

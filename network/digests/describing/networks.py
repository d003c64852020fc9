"""City networks: somebody is invited, asks to join, or is answered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.choices import MembershipState
from cities.places.models import Invitation, Membership
from cities.places.querysets import MembershipQuerySet
from cities.places.roles import coordinated_cities
from cities.places.services.joining import open_for
from network.digests.describing.line import Causes, Line, keys_of, who

INVITATION, REQUEST, ANSWER = "invitation", "request", "request_answer"
ANSWERS = (MembershipState.ACTIVE, MembershipState.DECLINED)


def own_requests(user: Any) -> MembershipQuerySet:
    return Membership.objects.requested().filter(city__in=coordinated_cities(user))


def own_answers(user: Any) -> MembershipQuerySet:
    return Membership.objects.filter(user=user.pk, state__in=ANSWERS)


READABLE: dict[str, Causes] = {INVITATION: open_for, REQUEST: own_requests, ANSWER: own_answers}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    return invitations(notices) | memberships(notices)


def invitations(notices: list[Any]) -> dict[int, Line]:
    keys = keys_of(notices, INVITATION)
    rows = Invitation.objects.filter(pk__in=keys).select_related("city", "invited_by").in_bulk() if keys else {}
    own = [one for one in notices if one.source == INVITATION and one.object_id in rows]
    return {one.pk: invitation_line(rows[one.object_id]) for one in own}


def invitation_line(invitation: Invitation) -> Line:
    city, sender = invitation.city, invitation.invited_by
    name = who(sender.display_name, sender.anonymised_at) if sender else ""
    said = _("You are invited into the network of %(city)s") % {"city": city.name}
    return Line(said=said, url=city.get_absolute_url(), name=name, place=city.name, about=city.name)


def memberships(notices: list[Any]) -> dict[int, Line]:
    keys = keys_of(notices, REQUEST) | keys_of(notices, ANSWER)
    rows = Membership.objects.filter(pk__in=keys).select_related("city", "user").in_bulk() if keys else {}
    own = [one for one in notices if one.source in (REQUEST, ANSWER) and one.object_id in rows]
    return {one.pk: membership_line(rows[one.object_id], one) for one in own}


def membership_line(membership: Membership, notice: Any) -> Line:
    city = membership.city
    if notice.source == REQUEST:
        name = who(membership.user.display_name, membership.user.anonymised_at)
        said = _("%(name)s asks to join the network of %(city)s") % {"name": name, "city": city.name}
        url = reverse("membership_answer", args=[city.slug, membership.pk])
        return Line(said=said, url=url, name=name, place=city.name, about=city.name)
    if membership.is_active:
        said, url = _("You are in the network of %(city)s"), reverse("city_network", args=[city.slug])
    else:
        said, url = _("Your request to join the network of %(city)s was declined"), city.get_absolute_url()
    return Line(said=said % {"city": city.name}, url=url, place=city.name, about=city.name)

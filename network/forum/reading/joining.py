"""Where somebody stands who reads the forum and is of no network yet: why they do not write, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cities.places.choices import MembershipState
from cities.places.models import City
from cities.places.roles import is_in_network


@dataclass(frozen=True, slots=True)
class Joining:
    """The cities that somebody has asked to join and whose answer they wait for; none where they have not asked."""

    asked: list[City]


def joining_of(user: Any) -> Joining | None:
    """Return where `user` stands before they are of a network; None, without a query, for everybody else."""
    if not user.is_authenticated or is_in_network(user):
        return None
    waits = {"memberships__user": user.pk, "memberships__state": MembershipState.REQUESTED}
    return Joining(list(City.objects.visible_to(user).filter(**waits).order_by("name")))

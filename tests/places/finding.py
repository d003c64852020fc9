"""People of networks, whom others look for."""

from __future__ import annotations

from typing import Any

from cities.places.models import City
from portal.accounts.models import User
from tests.factories import MembershipFactory, UserFactory


def person(name: str, city: City, **fields: Any) -> User:
    """Return somebody in the network of a city; `role` and `partner` are of the membership."""
    role = fields.pop("role", "member")
    partner = fields.pop("partner", None)
    user = UserFactory(display_name=name, **fields)
    MembershipFactory(user=user, city=city, role=role, partner=partner)
    return user

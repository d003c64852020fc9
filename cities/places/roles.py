"""Which cities a person has a part in, asked once for each user object, so for each request.

The answer says what is so when it is first asked for. An act locks its rows and asks the database again.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps

from cities.places.choices import CityRole, MembershipState
from portal.accounts.rules import is_moderator

KEPT = "_city_roles"


def parts_of(user: Any) -> list[tuple[int, str, int | None]]:
    """Return the city, the role and the partner of each active membership of `user`."""
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    kept = getattr(user, KEPT, None)
    if kept is None:
        rows = apps.get_model("places", "membership").objects.filter(user=user.pk, state=MembershipState.ACTIVE)
        kept = list(rows.values_list("city_id", "role", "partner_id"))
        setattr(user, KEPT, kept)
    return kept


def know_parts(user: Any, parts: list[tuple[int, str, int | None]]) -> None:
    """Keep the parts of `user` where a query that was asked anyway has found them."""
    setattr(user, KEPT, parts)


def roles_of(user: Any) -> dict[int, str]:
    """Return the role of `user` in each city where they are active, by primary key of the city."""
    return {city: role for city, role, _partner in parts_of(user)}


def partners_of(user: Any) -> dict[int, int]:
    """Return the city of each partner that `user` is there for, by primary key of the partner."""
    return {partner: city for city, _role, partner in parts_of(user) if partner is not None}


def forget_roles(user: Any) -> None:
    """Let the next question about `user` ask the database again, after their memberships changed."""
    if hasattr(user, KEPT):
        delattr(user, KEPT)


def cities_of(user: Any) -> list[int]:
    return list(roles_of(user))


def coordinated_cities(user: Any) -> list[int]:
    return [city for city, role in roles_of(user).items() if role == CityRole.COORDINATOR]


def advised_cities(user: Any) -> list[int]:
    return [city for city, role in roles_of(user).items() if role == CityRole.ADVISER]


def is_in_network(user: Any) -> bool:
    """Return whether `user` reads what the network reads: an active membership in any city, or a moderator.

    A signed-in person without one reads what the public reads, and administrators are no exception.
    """
    return bool(roles_of(user)) or is_moderator(user)

"""Which cities a person has a part in, asked once for each user object, so for each request.

The answer says what is so when it is first asked for. An act locks its rows and asks the database again.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.db import connection

from cities.places.choices import CityRole
from portal.accounts.rules import is_moderator, know_groups

KEPT = "_city_roles"
PARTS = """jsonb_build_object(
    'groups', ARRAY(
        SELECT g.name FROM auth_group g JOIN accounts_user_groups u ON u.group_id = g.id WHERE u.user_id = %(person)s
    ),
    'parts', ARRAY(
        SELECT jsonb_build_array(m.city_id, m.role, m.partner_id, c.name, c.slug)
        FROM places_membership m JOIN places_city c ON c.id = m.city_id
        WHERE m.user_id = %(person)s AND m.state = 'active' ORDER BY m.is_home DESC, m.since
    )
)"""
"""The groups and the active memberships of `person`, as an expression of SQL that stands as it is: every page of a
signed-in person asks for it. Where another statement about the same person holds it too, `know_parts` takes it."""


class Part(NamedTuple):
    """An active membership of somebody."""

    city: int
    role: str
    partner: int | None
    city_name: str
    city_slug: str


def parts_of(user: Any) -> list[Part]:
    """Return the active memberships of `user`, the home one first."""
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, KEPT):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {PARTS}", {"person": user.pk})
            know_parts(user, cursor.fetchone()[0])
    return getattr(user, KEPT)


def know_parts(user: Any, found: str) -> None:
    """Keep what `PARTS` found for `user`, and tell the predicates the groups."""
    answer = json.loads(found)
    know_groups(user, answer["groups"])
    setattr(user, KEPT, [Part(*part) for part in answer["parts"]])


def roles_of(user: Any) -> dict[int, str]:
    """Return the role of `user` in each city where they are active, by primary key of the city."""
    return {part.city: part.role for part in parts_of(user)}


def partners_of(user: Any) -> dict[int, int]:
    """Return the city of each partner that `user` is there for, by primary key of the partner."""
    return {part.partner: part.city for part in parts_of(user) if part.partner is not None}


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

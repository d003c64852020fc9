"""Which cities a person has a part in, asked once for each user object, so for each request.

The answer says what is so when it is first asked for. An act locks its rows and asks the database again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection

from cities.places.choices import CityRole, MembershipState
from portal.accounts.rules import is_moderator, know_groups

KEPT = "_city_roles"
PARTS = """
SELECT
    ARRAY(
        SELECT g.name FROM auth_group g JOIN accounts_user_groups u ON u.group_id = g.id WHERE u.user_id = person.id
    ),
    m.city_id, m.role, m.partner_id, c.name, c.slug
FROM accounts_user person
LEFT JOIN places_membership m ON m.user_id = person.id AND m.state = %s
LEFT JOIN places_city c ON c.id = m.city_id
WHERE person.id = %s
ORDER BY m.is_home DESC NULLS LAST, m.since
"""
"""The groups of a person in each row, and one row for each city where they are active; one row without any."""


class Part(NamedTuple):
    """An active membership of somebody."""

    city: int
    role: str
    partner: int | None
    city_name: str
    city_slug: str


def parts_of(user: Any) -> list[Part]:
    """Return the active memberships of `user`, the home one first.

    Every page of a signed-in person asks this, so it is one statement as it stands, which tells the predicates the
    groups too.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    kept = getattr(user, KEPT, None)
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute(PARTS, [MembershipState.ACTIVE, user.pk])
            rows = cursor.fetchall()
        know_groups(user, rows[0][0] if rows else ())
        kept = [Part(*row[1:]) for row in rows if row[1] is not None]
        setattr(user, KEPT, kept)
    return kept


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

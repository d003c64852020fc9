"""The door of every act: rows are locked in one order, and permission is asked once they are.

People by their primary keys, then the city, then its rows. Whoever ends a membership locks the same city, so a
right that ended while an act waited opens nothing, and no two acts wait for each other. The locks leave the keys
alone: rows that only refer to a person or a city are written meanwhile.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from rules import has_perm

from cities.places.models import City
from cities.places.roles import forget_roles
from portal.accounts.models import User


def lock_people(*people: int) -> None:
    """Lock people until the transaction ends. Come here before `lock_city`."""
    rows = User.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=people)
    list(rows.order_by("pk").values_list("pk"))


def lock_city(city: int) -> City:
    """Lock a city until the transaction ends, and return it as it is now."""
    return City.objects.select_for_update(of=["self"], no_key=True).get(pk=city)


def check(permission: str, by: User, thing: Any) -> None:
    """Raise PermissionDenied unless `by` may, as the database says now. Call it behind the locks."""
    forget_roles(by)
    if not has_perm(permission, by, thing):
        raise PermissionDenied

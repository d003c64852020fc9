"""Who may see a person: their picture, and what their profile says.

Until another room knows more, only they themselves and administrators may. A room that knows networks adds a
reason to see from `AppConfig.ready`: `register_sight(shares_a_network)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.accounts.rules import is_administrator

Sight = Callable[[Any, User], bool]

_sights: list[Sight] = []


def register_sight(sight: Sight) -> None:
    """Add a reason for which `viewer` may see `person`: `sight(viewer, person)`. It heeds `person.directory`."""
    if sight not in _sights:
        _sights.append(sight)


def can_see_person(viewer: Any, person: User) -> bool:
    """Return whether `viewer` may see the picture and profile of `person`."""
    if not viewer or not viewer.is_authenticated or not person.is_active:
        return False
    if viewer.pk == person.pk or is_administrator(viewer):
        return True
    return person.directory != Directory.HIDDEN and any(sight(viewer, person) for sight in _sights)

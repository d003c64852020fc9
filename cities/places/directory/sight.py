"""Who sees a person: whoever may read one of their active memberships."""

from __future__ import annotations

from typing import Any

from rules import has_perm

from cities.places.models import Membership
from portal.accounts.models import User


def is_found_by(viewer: Any, person: User) -> bool:
    """Return whether the network opens `person` to `viewer`: the answer that the directory gives too."""
    if not has_perm("places.read_directory", viewer):
        return False
    return Membership.objects.visible_to(viewer).active().filter(user=person).exists()

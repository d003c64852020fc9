"""What the forum does when another room announces something."""

from __future__ import annotations

from typing import Any

from cities.places.models import Membership
from cities.places.signals import membership_changed
from network.forum.services.boards import ensure_city_board


def connect() -> None:
    """Listen to the acts of other rooms."""
    membership_changed.connect(make_city_board, dispatch_uid="forum-city-board")


def make_city_board(membership: Membership, **_: Any) -> None:
    """Make the own board of a city with the first person of its network."""
    if membership.is_active:
        ensure_city_board(membership.city)

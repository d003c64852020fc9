"""What the forum does when another room announces something."""

from __future__ import annotations

from typing import Any

from cities.places.models import Membership
from cities.places.signals import membership_changed
from handbooks.signals import starter_loaded
from handbooks.starter.ledger import Ledger
from network.forum.services.boards import ensure_boards, ensure_city_board
from network.forum.starter import load_boards


def connect() -> None:
    """Listen to the acts of other rooms."""
    membership_changed.connect(make_city_board, dispatch_uid="forum-city-board")
    starter_loaded.connect(load_starter_boards, dispatch_uid="forum-starter-boards")


def make_city_board(membership: Membership, **_: Any) -> None:
    """Make the own board of a city with the first person of its network."""
    if membership.is_active:
        ensure_city_board(membership.city)


def load_starter_boards(ledger: Ledger, **_: Any) -> None:
    """Load the boards of the network with the starter content, and make those of networks that were there before."""
    load_boards(ledger)
    ensure_boards()

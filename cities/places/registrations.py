"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from cities.places.directory import receivers
from cities.places.directory.sight import is_found_by
from portal.accounts.visibility import register_sight


def register() -> None:
    receivers.connect()
    register_sight(is_found_by)

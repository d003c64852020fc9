"""What this room puts into the registries of the rooms below it."""

from __future__ import annotations


def register() -> None:
    """Called once, from `AppConfig.ready`."""

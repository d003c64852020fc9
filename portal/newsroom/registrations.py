"""What this room puts into the registries of the rooms below it."""

from __future__ import annotations

from portal.newsroom import completeness


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    completeness.register()

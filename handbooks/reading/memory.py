"""Small things that nearly every page repeats, remembered between requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

SECONDS = 600
Value = TypeVar("Value")


def remembered(name: str, make: Callable[[], Value]) -> Value:
    """Return what `make` returned within the last ten minutes, unless it was forgotten since."""
    value = cache.get(f"handbooks:{name}")
    if value is None:
        value = make()
        cache.set(f"handbooks:{name}", value, SECONDS)
    return value


def forget(name: str) -> None:
    """Drop a remembered thing, after what it was made from changed."""
    cache.delete(f"handbooks:{name}")

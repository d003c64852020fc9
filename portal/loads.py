"""Bulk data for benchmarks: what `generate_load` can make. Rooms add their kind from `AppConfig.ready`.

register_load(Load(name="members", help="people in city networks", generate=generate_members))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Load:
    """One kind of bulk data, an option of the command.

    `generate(number)` brings what was generated up to `number`, in batches, and returns how many were made. What
    it makes is marked so that nobody takes it for real.
    """

    name: str
    help: str
    generate: Callable[[int], int]


_loads: dict[str, Load] = {}


def register_load(load: Load) -> None:
    _loads[load.name] = load


def loads() -> list[Load]:
    return list(_loads.values())

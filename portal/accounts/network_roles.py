"""What people are in networks, for the list of people in the editor.

The room that knows networks says it from `AppConfig.ready`: `register_network_roles(roles_in_cities)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

RolesOf = Callable[[Sequence[int]], Mapping[int, list[str]]]

_sources: list[RolesOf] = []


def register_network_roles(source: RolesOf) -> None:
    """Add a source: `source(keys of people)` returns the roles of those who have any, as words, by one query."""
    if source not in _sources:
        _sources.append(source)


def network_roles(people: Sequence[int]) -> dict[int, list[str]]:
    """Return the roles in networks of each of `people` who has any, asked of every source once."""
    found: dict[int, list[str]] = {}
    for source in _sources:
        for person, roles in source(people).items():
            found.setdefault(person, []).extend(roles)
    return found

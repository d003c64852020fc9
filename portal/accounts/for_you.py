"""The lines “For you” on the home page of who is signed in. Rooms add theirs from `AppConfig.ready`.

    register_lines(lines_of, order=20)

`lines_of(person)` returns links for that person alone, by a number of queries that does not grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from portal.accounts.models import User
from portal.words.parts import Link

LinesOf = Callable[[User], Iterable[Link]]

_sources: dict[LinesOf, int] = {}


def register_lines(source: LinesOf, *, order: int = 50) -> None:
    """Add the lines of a room; those of a lower `order` stand first. The way into the editor has 90."""
    _sources[source] = order


def lines_for(person: User) -> list[Link]:
    """Return every line for a person, in order."""
    ordered = sorted(_sources, key=lambda source: _sources[source])
    return [line for source in ordered for line in source(person)]

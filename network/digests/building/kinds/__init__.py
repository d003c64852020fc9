"""What digests tell of: how each kind of thing is described, and who may read it now.

A kind has two functions, each of a number of queries that does not grow with what it is given:

    describe(choices) -> {subject: Described}             what is gone, or read by nobody, is left out
    readable(people, wanted) -> {(person, subject), …}    of pairs of a person and a choice, those that may be read
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Protocol

from network.digests.building.choice import Choice, Described, Subject
from network.digests.building.kinds import (
    articles,
    changes,
    coverage,
    due,
    editions,
    events,
    outcomes,
    threads,
    updates,
)
from network.digests.building.people import People
from network.digests.choices import ItemKind

Wanted = Collection[tuple[int, Choice]]


class Kind(Protocol):
    """A module of this package."""

    def describe(self, choices: Collection[Choice]) -> dict[Subject, Described]: ...

    def readable(self, people: People, wanted: Wanted) -> set[tuple[int, Subject]]: ...


KINDS: dict[str, Kind] = {
    ItemKind.THREAD: threads,
    ItemKind.EVENT: events,
    ItemKind.OUTCOME: outcomes,
    ItemKind.UPDATE: updates,
    ItemKind.EDITION: editions,
    ItemKind.DUE: due,
    ItemKind.CHANGE: changes,
    ItemKind.ARTICLE: articles,
    ItemKind.COVERAGE: coverage,
}


def described(choices: Iterable[Choice]) -> dict[Subject, Described]:
    """Describe what was chosen, the same things once."""
    by_kind: dict[str, dict[Subject, Choice]] = defaultdict(dict)
    for choice in choices:
        by_kind[choice.kind].setdefault(choice.subject, choice)
    found: dict[Subject, Described] = {}
    for kind, own in by_kind.items():
        found.update(KINDS[kind].describe(own.values()))
    return found


def readable(people: People, wanted: Iterable[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    """Return those pairs of a person and a subject of which the person may read the thing at this moment."""
    by_kind: dict[str, list[tuple[int, Choice]]] = defaultdict(list)
    for person, choice in wanted:
        by_kind[choice.kind].append((person, choice))
    found: set[tuple[int, Subject]] = set()
    for kind, own in by_kind.items():
        found |= KINDS[kind].readable(people, own)
    return found

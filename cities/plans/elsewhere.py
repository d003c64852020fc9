"""Followers who are told of news by another way than the daily letter, such as a digest of a higher room.

    register_elsewhere(Elsewhere(followers=..., waiting=..., told=...))

Somebody may change from one way to the other at any time. The daily letter goes by `Follow.told_until`, which stands
still while they are told elsewhere: what comes after it and was not told there is told by the next letter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q

UPDATE, EDITION = "update", "edition"


class Told(NamedTuple):
    """That a person was told of an update or an edition, by its primary key."""

    person: int | None
    kind: str
    key: int


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Another way. `followers` matches the follows that it tells of things, `waiting` those that the daily letter
    leaves for its next run, and `told` returns what some people were told by it.
    """

    followers: Callable[[], Q]
    waiting: Callable[[], Q]
    told: Callable[[Collection[int]], set[Told]]


_ways: dict[Callable[[], Q], Elsewhere] = {}


def register_elsewhere(way: Elsewhere) -> None:
    _ways[way.followers] = way


def is_told_elsewhere() -> Q:
    """Match the follows that another way tells of things."""
    return reduce(or_, (way.followers() for way in _ways.values()), Q(pk__in=()))


def is_not_for_letters() -> Q:
    """Match the follows that the daily letter leaves alone now."""
    return reduce(or_, (way.waiting() for way in _ways.values()), is_told_elsewhere())


def told_elsewhere(people: Collection[int]) -> set[Told]:
    """Return what some people were told by other ways."""
    return {one for way in _ways.values() for one in way.told(people)} if people else set()

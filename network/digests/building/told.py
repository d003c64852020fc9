"""What some people were told of in digests before."""

from __future__ import annotations

from collections.abc import Collection

from network.digests.building.people import People
from network.digests.choices import ItemKind
from network.digests.models import DigestItem


def told_of(people: People, kind: ItemKind, keys: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs of a person and one of these things of which they were told, in one query."""
    rows = DigestItem.objects.filter(person__in=people.keys, kind=kind, object_id__in=keys)
    return set(rows.values_list("person", "object_id"))

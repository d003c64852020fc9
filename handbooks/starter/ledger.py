"""What was loaded before, what an editor did to it since, and what this load does.

A `StarterRecord` keeps, for each thing, the digest of what was loaded and the object it became. What an
editor changed, moved, withdrew or deleted is kept as it is; the rest follows the YAML files.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.utils.functional import Promise

from handbooks.models import StarterRecord

Thing = TypeVar("Thing", bound=Model)
Item = TypeVar("Item")


class Outcome(StrEnum):
    """What a load did with one thing."""

    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"  # loaded before, and the same
    KEPT = "kept"  # an editor's


def digest_of(values: Any) -> str:
    """Return the SHA-256 of plain data."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Ledger:
    """The memory of a load: records of the last one, ids of what exists now, and the tally."""

    records: dict[str, StarterRecord] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    tally: dict[str, Counter[Outcome]] = field(default_factory=dict)
    written: list[Model] = field(default_factory=list)

    @classmethod
    def open(cls) -> Ledger:
        return cls(records={record.key: record for record in StarterRecord.objects.all()})

    def found(self, keys: Iterable[str]) -> list[int]:
        """Return the ids behind `keys`, without what was deleted since."""
        return [self.ids[key] for key in keys if key in self.ids]

    def write(self, key: str, digest: str, thing: Model) -> None:
        """Remember what was loaded; the time of it tells later edits apart."""
        record = self.records.get(key) or StarterRecord(key=key)
        record.digest, record.object_id = digest, thing.pk
        record.save()
        self.records[key] = record
        self.written.append(thing)

    def count(self, name: str, outcome: Outcome) -> None:
        self.tally.setdefault(name, Counter())[outcome] += 1


@dataclass
class Plan(Generic[Item, Thing]):
    """What is to be done with one item."""

    item: Item
    outcome: Outcome
    thing: Thing | None = None


class Kind(ABC, Generic[Item, Thing]):
    """One kind of thing that the starter content holds, and how it is made, filled and compared."""

    name: str | Promise
    model: type[Thing]

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @abstractmethod
    def key(self, item: Item) -> str:
        """Return the name of the item in the ledger: its kind and slug."""

    @abstractmethod
    def values(self, item: Item) -> Mapping[str, Any]:
        """Return the plain data that this item loads; a change of it is an update."""

    @abstractmethod
    def twin(self, item: Item) -> Thing | None:
        """Return what an editor already made in the item's place."""

    @abstractmethod
    def make(self, item: Item) -> Thing | None:
        """Make the bare thing, so that others can refer to it; None where its place is gone."""

    @abstractmethod
    def fill(self, thing: Thing, item: Item, *, is_new: bool) -> None:
        """Write the item into the thing, and publish it where it is a page."""

    @abstractmethod
    def is_edited(self, thing: Thing, item: Item, record: StarterRecord) -> bool:
        """Whether an editor changed the thing since it was loaded."""

    def load(self, items: Iterable[Item]) -> None:
        """Load the items: first make what others refer to, then write what they say."""
        self.carry_out(self.plans(items))

    def plans(self, items: Iterable[Item]) -> list[Plan[Item, Thing]]:
        """Decide what to do with each item, and make the bare things that are new."""
        items = list(items)
        there = self.model._default_manager.in_bulk(self._known_ids(items))
        return [self.plan(item, there) for item in items]

    def carry_out(self, plans: Iterable[Plan[Item, Thing]]) -> None:
        """Write what is new or changed, and count what was done."""
        for plan in plans:
            if plan.thing is not None and plan.outcome in (Outcome.CREATED, Outcome.UPDATED):
                self.fill(plan.thing, plan.item, is_new=plan.outcome is Outcome.CREATED)
                self.ledger.write(self.key(plan.item), digest_of(self.values(plan.item)), plan.thing)
            self.ledger.count(str(self.name), plan.outcome)

    def plan(self, item: Item, there: Mapping[int, Thing]) -> Plan[Item, Thing]:
        """Decide what to do with an item, making the bare thing where it is new."""
        record = self.ledger.records.get(self.key(item))
        plan = self._plan_new(item) if record is None else self._plan_known(item, record, there)
        if plan.thing is not None:
            self.ledger.ids[self.key(item)] = plan.thing.pk
        return plan

    def _plan_new(self, item: Item) -> Plan[Item, Thing]:
        twin = self.twin(item)
        if twin is not None:
            return Plan(item, Outcome.KEPT, twin)
        thing = self.make(item)
        return Plan(item, Outcome.CREATED if thing is not None else Outcome.KEPT, thing)

    def _plan_known(self, item: Item, record: StarterRecord, there: Mapping[int, Thing]) -> Plan[Item, Thing]:
        thing = there.get(record.object_id)
        if thing is None or self.is_edited(thing, item, record):
            return Plan(item, Outcome.KEPT, thing)
        is_same = digest_of(self.values(item)) == record.digest
        return Plan(item, Outcome.SKIPPED if is_same else Outcome.UPDATED, thing)

    def _known_ids(self, items: Iterable[Item]) -> list[int]:
        records = (self.ledger.records.get(self.key(item)) for item in items)
        return [record.object_id for record in records if record]


class RowKind(Kind[Item, Thing]):
    """A kind of plain rows: an edit shows, because what is stored is no longer what was loaded."""

    columns: tuple[str, ...]
    """The fields that a load writes."""

    @abstractmethod
    def fields(self, item: Item) -> Mapping[str, Any]:
        """Return the value of each column."""

    def links(self, item: Item) -> Mapping[str, Any]:
        """Return what hangs on the row, as plain data."""
        return {}

    def stored_links(self, thing: Thing) -> Mapping[str, Any]:
        """Return of a row in the database what `links` returns of an item."""
        return {}

    def connect(self, thing: Thing, item: Item) -> None:
        """Write what hangs on the row."""

    def fixed(self, item: Item) -> Mapping[str, Any]:
        """Return what is set once, when the row is made, and is an editor's from then on."""
        return {}

    def values(self, item: Item) -> Mapping[str, Any]:
        return {**self.fields(item), **self.links(item)}

    def stored(self, thing: Thing) -> Mapping[str, Any]:
        """Return of a row in the database what `values` returns of an item."""
        return {**{name: getattr(thing, name) for name in self.columns}, **self.stored_links(thing)}

    def make(self, item: Item) -> Thing | None:
        return self.model._default_manager.create(**self.fixed(item), **self.fields(item))

    def fill(self, thing: Thing, item: Item, *, is_new: bool) -> None:
        for name, value in self.fields(item).items():
            setattr(thing, name, value)
        thing.full_clean()
        thing.save()
        self.connect(thing, item)

    def is_edited(self, thing: Thing, item: Item, record: StarterRecord) -> bool:
        stored = digest_of(self.stored(thing))
        return stored not in (record.digest, digest_of(self.values(item)))

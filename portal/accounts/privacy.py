"""A person's rights over what the portal holds: the registries that every room fills.

A room that keeps anything about people calls both from `AppConfig.ready`:

    register_exporter("posts", posts_of)      # what goes into the copy that a person downloads
    register_eraser(forget_drafts)            # what goes when they delete their account
    register_objection(who_needs_them)        # why they cannot be deleted yet, in sentences to them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.files import FieldFile

from portal.accounts.choices import ResidueKind
from portal.accounts.models import Residue, User

Named = tuple[str, FieldFile]


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """One part of the copy: `<name>.json`, and files in a folder of that name."""

    name: str
    data: Callable[[User], Any]
    files: Callable[[User], Iterable[Named]]


Eraser = Callable[[User], None]
Objection = Callable[[User], Iterable[str]]

_exporters: dict[str, Exporter] = {}
_erasers: list[Eraser] = []
_objections: list[Objection] = []


class StillNeeded(Exception):
    """An account that cannot be deleted yet. `why` says so in sentences to the person."""

    def __init__(self, why: list[str]) -> None:
        super().__init__(*why)
        self.why = why


def no_files(person: User) -> Iterable[Named]:
    return ()


def register_exporter(
    name: str, function: Callable[[User], Any], *, files: Callable[[User], Iterable[Named]] = no_files
) -> None:
    """Add a part to everybody's copy: `function(person)` returns what JSON can hold, dates included.

    `files(person)` returns (name, file) pairs that go beside it.
    """
    _exporters[name] = Exporter(name=name, data=function, files=files)


def register_eraser(function: Eraser) -> None:
    """Have `function(person)` called inside the transaction that erases a person, while their row still knows them.

    It deletes or anonymises rows; a file is left to `leave_file`, which removes it once the transaction is sure.
    """
    if function not in _erasers:
        _erasers.append(function)


def register_objection(function: Objection) -> None:
    """Have `function(person)` asked why the account cannot be deleted yet; it returns nothing when it can.

    What must hold against somebody else at the same instant is asked again by an eraser, under a lock.
    """
    if function not in _objections:
        _objections.append(function)


def objections(person: User) -> list[str]:
    """Return every reason for which an account cannot be deleted yet."""
    return [why for objection in _objections for why in objection(person)]


def exporters() -> list[Exporter]:
    return sorted(_exporters.values(), key=lambda exporter: exporter.name)


def erasers() -> list[Eraser]:
    return list(_erasers)


def leave_file(name: str | None, *, storage: str = "private") -> None:
    """Have a file removed from one of settings.STORAGES once this transaction is sure; tried until it is gone."""
    if name:
        Residue.objects.get_or_create(kind=ResidueKind.FILE, name=f"{storage}:{name}")


def leave_session(key: str) -> None:
    """Have a session ended once this transaction is sure; tried until it is gone."""
    Residue.objects.get_or_create(kind=ResidueKind.SESSION, name=key)

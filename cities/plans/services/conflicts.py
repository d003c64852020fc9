"""Two people edit one text: what either left alone is merged, and what both changed is laid side by side.

`base` is the text that both began from, which the database kept in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

Text = Mapping[str, Any]


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each to something else."""

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Merge:
    """What comes of two edits: the merged text, and the fields that somebody has to decide."""

    merged: dict[str, Any]
    clashes: list[Clash] = field(default_factory=list)


class EditConflict(Exception):
    """A save was refused: the text changed meanwhile, in fields that it would change too."""

    def __init__(self, merge: Merge, version: int) -> None:
        super().__init__("The text changed meanwhile")
        self.merge = merge
        self.version = version


def merge(base: Text, theirs: Text, mine: Text) -> Merge:
    """Return `mine` laid over `theirs`, field by field, with what only one of them changed taken as it is."""
    merged, clashes = {}, []
    for name, wanted in mine.items():
        if wanted in (base[name], theirs[name]):
            merged[name] = theirs[name]
        else:
            merged[name] = wanted
            if theirs[name] != base[name]:
                clashes.append(Clash(name, base[name], theirs[name], wanted))
    return Merge(merged, clashes)


def text_of(thing: models.Model, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a row that `names` names, related rows by their primary keys."""
    return {name: thing.serializable_value(name) for name in names}


def text_at(thing: models.Model, version: int, names: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the text of `thing` as of a version, from the history; None where none was kept."""
    events = apps.get_model("plans", f"{type(thing).__name__}Event")
    event = events.objects.filter(pgh_obj=thing.pk, version=version).order_by("pgh_id").last()
    return None if event is None else text_of(event, names)


def texts_at(model: type[models.Model], versions: Mapping[int, int], names: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Return the texts of rows as of a version of each, by their primary keys, in one query; only those kept."""
    events = apps.get_model("plans", f"{model.__name__}Event")
    found = events.objects.filter(pgh_obj__in=versions, version__in=set(versions.values())).order_by("pgh_id")
    wanted = dict.fromkeys(names)
    return {event.pgh_obj_id: text_of(event, wanted) for event in found if versions[event.pgh_obj_id] == event.version}


def changes_for(thing: models.Model, seen: int, mine: Text) -> dict[str, Any]:
    """Return what to write to a locked row for somebody who saw version `seen`. Raises EditConflict.

    `mine` gives related rows by their primary keys.
    """
    theirs = text_of(thing, mine)
    base = theirs if seen == thing.version else text_at(thing, seen, mine)  # type: ignore[attr-defined]
    if base is None:
        base = dict.fromkeys(mine, object())
    found = merge(base, theirs, mine)
    if found.clashes:
        raise EditConflict(found, thing.version)  # type: ignore[attr-defined]
    return {name: value for name, value in found.merged.items() if value != theirs[name]}

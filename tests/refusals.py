"""Rows that PostgreSQL refuses: what the tests of constraints and triggers share, whichever room these are in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction


@dataclass(frozen=True)
class Rules:
    """What the database keeps of some models, by name."""

    models: Sequence[Any]
    aside: frozenset[str] = frozenset()
    """Triggers that refuse nothing."""

    @property
    def names(self) -> set[str]:
        return self.constraints | set(self.triggers)

    @property
    def constraints(self) -> set[str]:
        """The name of every constraint; a unique field counts as `<field> unique`."""
        named = {constraint.name for model in self.models for constraint in model._meta.constraints}
        fields = {
            f"{field.name} unique"
            for model in self.models
            for field in model._meta.fields
            if field.unique and not field.primary_key
        }
        return named | fields

    @property
    def triggers(self) -> dict[str, Any]:
        found = {trigger.name: trigger for model in self.models for trigger in getattr(model._meta, "triggers", [])}
        return {name: trigger for name, trigger in found.items() if name not in self.aside}

    def check_refused(self, row: str, act: Callable[[], Any]) -> None:
        """See that the rule for which `row` is named refuses an act; what follows a colon is another case."""
        name = row.partition(":")[0]
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            checked(act)
        said = str(refused.value)
        if name in self.triggers:
            assert said.partition("\n")[0] in self.triggers[name].func
        else:
            assert name.removesuffix(" unique") in said


def checked(act: Callable[[], Any]) -> None:
    """Do an act, and check what the database would check at the end of the transaction."""
    act()
    connection.check_constraints()


def twice(insert: Callable[[], Any]) -> None:
    insert()
    insert()


def twice_with(thing: Any, insert: Callable[[Any], Any]) -> None:
    insert(thing)
    insert(thing)


def change(row: Any, **fields: Any) -> None:
    """Change a row, whatever its model would say to that."""
    type(row)._default_manager.filter(pk=row.pk).update(**fields)

"""What refers to a row, in this room and in those above it, and handing it over to another row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models


def references(row: models.Model) -> Iterator[Any]:
    """Yield the relations of every table that may point at `row`, hidden ones and those of many to many included."""
    for relation in row._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one) and not relation.concrete:
            yield relation


def hand_over(old: models.Model, new: models.Model, *, but: tuple[type[models.Model], ...] = ()) -> None:
    """Let everything that refers to `old` refer to `new`, apart from the models `but`, which need more thought.

    A pair that `new` has already is not made twice. Raises IntegrityError where another table allows one only.
    """
    for relation in references(old):
        model, name = relation.related_model, relation.field.name
        if model in but:
            continue
        rows = model._base_manager.filter(**{name: old})
        if model._meta.auto_created:
            rows.filter(**{f"{other_end(model, name)}__in": paired(model, name, new)}).delete()
        rows.update(**{name: new})


def other_end(through: type[models.Model], name: str) -> str:
    """Return the other foreign key of a table of pairs."""
    ends = [field.name for field in through._meta.get_fields() if isinstance(field, models.ForeignKey)]
    return next(end for end in ends if end != name)


def paired(through: type[models.Model], name: str, row: models.Model) -> models.QuerySet:
    """Return what `row` has pairs with in a table of pairs."""
    return through._base_manager.filter(**{name: row}).values(other_end(through, name))

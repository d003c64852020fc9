"""The edit history of plans, which PostgreSQL writes: what changed, from what, to what, when, and by whose act.

An event keeps ids and never names: erasing a person leaves it whole and nameless. `changing` says who acts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

from portal.accounts.models import User

Kept = TypeVar("Kept", bound=type[models.Model])


def kept(*, exclude: tuple[str, ...] = ()) -> Callable[[Kept], Kept]:
    """Keep every insert, change and deletion of a model, without the fields in `exclude`."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        append_only=True,
    )


def changing(by: User | None, *, act: str) -> pghistory.context:
    """Return the context in which events say whose act they are: `with changing(by, act="edit"): …`."""
    return pghistory.context(user=by.pk if by else None, act=act)

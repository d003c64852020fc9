"""Triggers that refuse changes of what was published. `redacting` is the one way past them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection

from portal.triggers import refuse

REDACTING = "plans.redacting"


def append_only(name: str, what: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to change or delete a row."""
    return refuse(
        name,
        when=f"COALESCE(current_setting('{REDACTING}', true), '') <> 'on'",
        because=f"{what} is never changed or deleted",
        on=pgtrigger.Update | pgtrigger.Delete,
        row="COALESCE(NEW, OLD)",
    )


def frozen_once(name: str, *, condition: str, because: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses to change or delete a row for which the SQL `condition` on OLD holds."""
    return refuse(
        name,
        when=f"({condition}) AND COALESCE(current_setting('{REDACTING}', true), '') <> 'on'",
        because=because,
        on=pgtrigger.Update | pgtrigger.Delete,
        row="COALESCE(NEW, OLD)",
    )


@contextmanager
def redacting() -> Iterator[None]:
    """Let text of published rows be blanked, inside the transaction of `services.redaction`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [REDACTING])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true)", [REDACTING])

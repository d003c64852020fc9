"""What PostgreSQL itself refuses beyond CHECK and UNIQUE, for the models of every room.

A refusal is an IntegrityError, as of a CHECK.
"""

from __future__ import annotations

import pgtrigger

Events = pgtrigger.core.Operation | pgtrigger.core.Operations


def refuse(name: str, *, when: str, because: str, on: Events, row: str = "NEW") -> pgtrigger.Trigger:
    """Return a trigger that refuses `on` where the SQL condition `when` holds; it may hold sub-selects."""
    body = f"IF {when} THEN RAISE EXCEPTION '{because}' USING ERRCODE = 'check_violation'; END IF; RETURN {row};"
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=on, func=body)

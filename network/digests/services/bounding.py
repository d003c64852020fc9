"""Bounds of a transaction that others wait for: a process that stands still in it is ended by PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection


def bound_transaction(*, idle: timedelta, statement: timedelta) -> None:
    """Let the current transaction end with its session where that says nothing for so long, or one statement takes so
    long. What it wrote is undone then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true),"
            " set_config('statement_timeout', %s, true)",
            [milliseconds(idle), milliseconds(statement)],
        )


def milliseconds(span: timedelta) -> str:
    return str(span // timedelta(milliseconds=1))

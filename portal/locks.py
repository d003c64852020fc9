"""Locks of PostgreSQL by which a task keeps a second run of itself from starting."""

from __future__ import annotations

from django.db import connection


def try_lock(key: int) -> bool:
    """Take a lock of this database session, and say whether it was free. It ends with the session, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def unlock(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [key])

"""Locks of PostgreSQL, by which something is done by one process at a time: whoever comes second is told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def try_lock(key: int) -> bool:
    """Take a lock of this database session, and say whether it was free. It ends with the session, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def unlock(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def lock(name: str) -> Iterator[bool]:
    """Hold a lock by its name until the block ends. Gives whether it was free."""
    key = key_of(name)
    is_mine = try_lock(key)
    try:
        yield is_mine
    finally:
        if is_mine:
            unlock(key)


def key_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)

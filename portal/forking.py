"""What must not be carried into another process: connections, and the threads of a pool."""

from __future__ import annotations

from django.core.cache import close_caches
from django.db import connections


def close_connections() -> None:
    """Close every connection to the database and the cache, and every pool; each is opened again when needed."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    close_caches()

"""Whether the database is at the newest migration, so that today's models may be used on it."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from portal.home.models import HomePage


def is_ready(using: str = DEFAULT_DB_ALIAS, *, after_migration: bool) -> bool:
    """Return whether every table is there and, after a migration, whether none is left to apply.

    A transactional test empties the tables without migrating: then looking at the tables is enough.
    """
    if using != DEFAULT_DB_ALIAS:
        return False
    connection = connections[using]
    if HomePage._meta.db_table not in connection.introspection.table_names():
        return False
    return not after_migration or _is_newest(MigrationExecutor(connection))


def _is_newest(executor: MigrationExecutor) -> bool:
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())

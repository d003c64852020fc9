"""Databases beside the tests' own: copies of the migrated one, and copies that hold the content of a new portal.

A transactional test empties its own database of what migrations have put there, too; these are never emptied.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from psycopg import sql

from handbooks.starter.ledger import Ledger
from handbooks.starter.load import load_starter_content
from tests.template import TEMPLATE


def address_of(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def manage(statement: str, *names: str) -> None:
    """Do an act on whole databases, from none of them."""
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def copied(suffix: str, source: str = "") -> str:
    """Copy a database, the migrated one unless another is named, and return the name of the copy.

    Where tests run without a migrated one, it is this process's own.
    """
    own = connection.settings_dict["NAME"]
    name = f"{own}_{suffix}"
    hang_up()
    dropped(name)
    manage("CREATE DATABASE {} TEMPLATE {}", name, source or os.environ.get(TEMPLATE, own))
    return name


def dropped(name: str) -> None:
    manage("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def hang_up() -> None:
    """Leave the database, with what a pool keeps of it."""
    connection.close()
    connection.close_pool()


@contextmanager
def connected(name: str) -> Iterator[None]:
    """Let this process work in another database until the block ends, and undo there what it did."""
    own = connection.settings_dict["NAME"]
    hang_up()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        hang_up()
        connection.settings_dict["NAME"] = own


class ContentDatabases:
    """The content of a new portal, and the demonstration beside it, each loaded once for all tests of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, list[str]()

    @cached_property
    def starter(self) -> tuple[str, Ledger]:
        """The database with the starter content, and what was loaded."""
        name = self.copied("starter")
        with self.filling(name):
            return name, load_starter_content()

    @cached_property
    def demonstration(self) -> str:
        name = self.copied("demonstration", self.starter[0])
        with self.filling(name):
            call_command("load_demo", verbosity=0)
        return name

    def copied(self, suffix: str, source: str = "") -> str:
        self.made.append(name := copied(suffix, source))
        return name

    @contextmanager
    def filling(self, name: str) -> Iterator[None]:
        """Keep what the block writes, and leave what was to follow: in a test nothing follows either."""
        with connected(name), override_settings(VAR_DIR=self.folder), transaction.atomic():
            yield
            connection.run_on_commit.clear()

    @contextmanager
    def opened(self, name: str) -> Iterator[None]:
        """Work in one of them, and undo at the end what was done there."""
        with connected(name), override_settings(VAR_DIR=self.folder), transaction.atomic():
            yield
            transaction.set_rollback(True)

    def drop(self) -> None:
        for name in self.made:
            dropped(name)

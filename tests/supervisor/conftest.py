"""A `var/` for each test, and a portal with nothing in it that serves from there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal.supervisor import processes
from portal.supervisor.folder import Folder
from portal.supervisor.lifecycle import Services

ROOT = Path(__file__).resolve().parents[2]
REPLACED = ("DATABASE_URL", "REDIS_URL", "PORTAL_MODE", "SITE_URL", "PORTAL_DEBUG")


def belongs_to(process: psutil.Process, var: Path) -> bool:
    """Whether a living process works for the portal of `var`: by its environment, arguments or folder."""
    try:
        return processes.is_alive(process) and (
            process.environ().get("VAR_DIR") == str(var)
            or any(str(var) in part for part in process.cmdline())
            or Path(process.cwd()).is_relative_to(var)
        )
    except psutil.Error:
        return False


def left_over(var: Path) -> list[psutil.Process]:
    return [p for p in psutil.process_iter() if p.pid != os.getpid() and belongs_to(p, var)]


@pytest.fixture
def var() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="rc-var-"))
    parent.chmod(0o711)
    yield parent / "var"
    for process in left_over(parent / "var"):
        process.kill()
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def make_services(var: Path) -> Iterator:
    """Make users of one folder's services; those that a test leaves are released after it."""
    made = []

    def make(**options: bool) -> Services:
        services = Services(Folder(var), **{"throw_away": True, **options})
        made.append(services)
        return services

    yield make
    for services in made:
        services.release()


class Portal:
    """`manage.py serve` as a process of its own."""

    def __init__(self, var: Path, port: int | None = None) -> None:
        self.var = var
        self.port = port or processes.free_port()
        self.process: subprocess.Popen[str] | None = None

    def command(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in REPLACED}
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.supervisor.probe.settings", "VAR_DIR": str(self.var)}
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self) -> Portal:
        self.process = self.command("serve", "--port", str(self.port))
        return self

    def wait_until_it_says(self, words: str) -> str:
        """Read the log up to the line with `words`."""
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if words in line:
                return "".join(lines)
        pytest.fail(f"{words!r} was never said in:\n{''.join(lines)}")

    def up(self) -> Portal:
        self.start().wait_until_it_says("Ctrl-C stops it")
        return self

    def end(self, number: signal.Signals | None = None) -> tuple[int, str]:
        """Send a signal, if any, and return the exit code and the rest of the log."""
        if number:
            self.process.send_signal(number)
        text, _ = self.process.communicate(timeout=60)
        return self.process.returncode, text

    def child(self, words: str) -> psutil.Process:
        """Return the child whose command line has `words`."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if words in " ".join(child.cmdline()))


@pytest.fixture
def portal(var: Path) -> Portal:
    return Portal(var)

"""Processes beside the one of the tests, on the same database: one is started, and forks those that do the work.

What takes long to start is started once, before forking; each process connects to the database by itself.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
SAID = ("ready", "started", "ended")
"""First words of the lines that are about processes; their logs stand beside these."""


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process that works on the database of the test that runs."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    database = f"{address}/{connection.settings_dict['NAME']}"
    return {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "portal.settings", **more}


class Forked:
    """Processes that are started through one that forks them, which is a module of the tests."""

    def __init__(self, module: str, *arguments: object) -> None:
        self.source = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            env=environment(),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.said: queue.Queue[list[str]] = queue.Queue()
        self.alive: set[int] = set()
        self.killed = 0
        threading.Thread(target=self.listen, daemon=True).start()
        assert self.next() == ["ready"]

    def listen(self) -> None:
        for line in self.source.stdout or ():
            if line.startswith(SAID):
                self.said.put(line.split())
        self.said.put(["gone"])

    def next(self) -> list[str]:
        return self.said.get(timeout=90)

    def start(self, asked: str = "go") -> None:
        """Start a process, and tell it what is asked of it."""
        print(asked, file=self.source.stdin, flush=True)
        while (words := self.next())[0] != "started":
            self.note(words)
        self.alive.add(int(words[1]))

    def run(self, asked: str = "go") -> None:
        """Start a process, and wait until it and all others have ended."""
        self.start(asked)
        self.wait()

    def kill(self) -> None:
        for process in list(self.alive):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def wait(self) -> None:
        while self.alive:
            self.note(self.next())

    def note(self, words: list[str]) -> None:
        """Note that a process has ended, by itself or killed; in no other way."""
        _ended, process, code = words
        assert int(code) in (0, -signal.SIGKILL), words
        self.alive.discard(int(process))
        self.killed += int(code) == -signal.SIGKILL

    def close(self) -> None:
        self.kill()
        self.source.kill()
        self.source.wait()


def fork_when_asked(work: Callable[[str], None]) -> None:
    """Fork a process for each line of the input, which does the work that the line asks for, and say how it ends."""
    say("ready")
    for line in sys.stdin:
        process = os.fork()
        if not process:
            work(line.strip())
            os._exit(0)
        say(f"started {process}")
        threading.Thread(target=watch, args=[process]).start()


def watch(process: int) -> None:
    _pid, status = os.waitpid(process, 0)
    say(f"ended {process} {os.waitstatus_to_exitcode(status)}")


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())

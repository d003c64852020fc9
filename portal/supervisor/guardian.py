"""A small process that outlives a killed supervisor and ends what it left.

It leads the process group of the supervisor's children and reads a pipe: their process ids, then
either the word that all is done, or the silence of a supervisor that was killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

import psutil

from portal.supervisor.processes import is_alive
from portal.supervisor.terminal import complain

DONE = "done"
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)
PATIENCE = 15.0


class Guardian:
    """The supervisor's end of the pipe. `pid` is the process group for its children."""

    def __init__(self, at_the_end: Callable[[], None]) -> None:
        """Fork; `at_the_end` runs in the guardian if the supervisor dies, after its children have ended."""
        reader, self._writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._writer)
            watch(reader, at_the_end)
        os.close(reader)
        os.setpgid(self.pid, self.pid)

    def protect(self, pid: int) -> None:
        """Have the process `pid` ended if the supervisor is killed."""
        os.write(self._writer, f"{pid}\n".encode())

    def dismiss(self) -> None:
        """Say that everything has ended well, and wait for the guardian's own end."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._writer, f"{DONE}\n".encode())
        os.close(self._writer)
        os.waitpid(self.pid, 0)


def watch(reader: int, at_the_end: Callable[[], None]) -> None:
    """Be the guardian until the pipe closes, then exit without running anything of the parent's."""
    try:
        os.setpgid(0, 0)
        for number in IGNORED:
            signal.signal(number, signal.SIG_IGN)
        with os.fdopen(reader) as pipe:
            lines = pipe.read().split()
        if DONE not in lines:
            complain("what started these processes was killed; ending them")
            end([int(line) for line in lines])
            at_the_end()
    finally:
        os._exit(0)


def end(children: list[int]) -> None:
    """End the children gracefully, then by force every process of the group but this one."""
    for pid in children:
        send(pid, signal.SIGTERM)
    finish_group(os.getpgrp(), PATIENCE)


def finish_group(group: int, patience: float) -> None:
    """Wait until nobody is left in `group` but its leader, and kill who is after `patience` seconds."""
    deadline = time.monotonic() + patience
    while (left := members(group)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process in left:
        send(process.pid, signal.SIGKILL)


def members(group: int) -> list[psutil.Process]:
    """Return the living processes of `group`, its leader left out."""
    return [process for process in psutil.process_iter() if in_group(process, group)]


def in_group(process: psutil.Process, group: int) -> bool:
    try:
        return process.pid != group and os.getpgid(process.pid) == group and is_alive(process)
    except ProcessLookupError:
        return False


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)

"""The processes that make up a running portal: started together, heard together, stopped together."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from portal.supervisor.guardian import Guardian, finish_group, members, send
from portal.supervisor.terminal import say

PATIENCE = 15.0
LONGEST_LINE = 65_536


@dataclass
class Child:
    """One process of the family, and the part of a line that it has written so far."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    rest: bytes = field(default=b"", repr=False)

    @property
    def output(self) -> int:
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout.fileno()


class Family:
    """Children in the guardian's process group, with their output merged into one log."""

    def __init__(self, guardian: Guardian, environment: Mapping[str, str]) -> None:
        self.guardian = guardian
        self.environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child; what it writes is shown under `name`."""
        process = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=self.guardian.pid,
        )
        self.guardian.protect(process.pid)
        child = Child(name, command, process)
        os.set_blocking(child.output, False)
        self.children.append(child)
        self.selector.register(child.output, selectors.EVENT_READ, child)

    def restart(self, name: str) -> None:
        """End the child `name`, if it has not ended by itself, and start it again."""
        child = next(child for child in self.children if child.name == name)
        send(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while child.process.poll() is None and time.monotonic() < deadline:
            self.listen(0.1)
        child.process.kill()
        self.listen(0.1)
        self.children.remove(child)
        if child.output in self.selector.get_map():
            self.selector.unregister(child.output)
        self.start(name, child.command)

    def listen(self, seconds: float) -> None:
        """Show what the children write within `seconds`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self.selector.get_map():
                time.sleep(left)
                return
            for key, _ in self.selector.select(left):
                self._read(key.data)

    def ended(self, names: Container[str]) -> Child | None:
        """Return one of the children `names` that has ended, which in a healthy portal none does."""
        return next((c for c in self.children if c.name in names and c.process.poll() is not None), None)

    def stop(self) -> None:
        """Ask every child to end, show its last words, and after a while end by force what is left."""
        for child in self.children:
            send(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._some_live() and time.monotonic() < deadline:
            self.listen(0.1)
        for process in members(self.guardian.pid):
            send(process.pid, signal.SIGTERM)
        finish_group(self.guardian.pid, 2.0)
        self.listen(0.1)
        for child in self.children:
            child.process.wait()

    def _some_live(self) -> bool:
        return any(child.process.poll() is None for child in self.children)

    def _read(self, child: Child) -> None:
        try:
            text = os.read(child.output, LONGEST_LINE)
        except BlockingIOError:
            return
        if not text:
            self.selector.unregister(child.output)
        *lines, child.rest = (child.rest + text).split(b"\n")
        if len(child.rest) > LONGEST_LINE or not text:
            lines, child.rest = [*lines, child.rest], b""
        for line in lines:
            say(line.decode(errors="replace"), name=child.name)

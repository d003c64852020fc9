"""The load: keep-alive sockets on the loopback address, driven by one process of its own.

Run as a file, with the standard library alone, so that it costs little beside the server that it measures.
It reads jobs from standard input and writes what it saw, each as one line of JSON.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 30.0
MOST_SECONDS = 60.0
MOST_REQUESTS = 200_000


@dataclass(frozen=True)
class Job:
    """Ask for `paths` in turn, over so many connections, until the time or the count is reached."""

    port: int
    host: str
    paths: list[str]
    connections: int = 8
    seconds: float = 1.0
    count: int = MOST_REQUESTS
    encodings: str = "gzip, deflate, br, zstd"
    cookie: str = ""

    def requests(self) -> Iterator[bytes]:
        heads = (
            f"Host: {self.host}\r\nUser-Agent: portal-bench\r\nAccept: text/html\r\nAccept-Encoding: {self.encodings}"
        )
        if self.cookie:
            heads += f"\r\nCookie: {self.cookie}"
        return cycle([f"GET {path} HTTP/1.1\r\n{heads}\r\n\r\n".encode() for path in self.paths])


@dataclass
class Seen:
    """What one job saw. Times are in seconds, `busy` is the client's own processor time."""

    answers: int = 0
    failures: int = 0
    octets: int = 0
    seconds: float = 0.0
    busy: float = 0.0
    times: list[float] = field(default_factory=list)


class Connection:
    """One connection that waits for one answer at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((LOOPBACK, port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.wanted = 0
        self.started = 0.0

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.wanted = 0
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Read what has come; return whether the answer is whole. Raises ConnectionError when it breaks off."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.received += data
        if not self.wanted:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.wanted = end + 4 + body_length(bytes(self.received[:end]))
        return len(self.received) >= self.wanted

    @property
    def is_good(self) -> bool:
        return self.received.startswith(b"HTTP/1.1 200 ")

    @property
    def is_last(self) -> bool:
        """Return whether the server closes the connection after this answer."""
        return b"\r\nConnection: close\r\n" in self.received[:400]


def body_length(head: bytes) -> int:
    """Return the length that the head names. Raises ConnectionError when it names none."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    if not found:
        raise ConnectionError("an answer without Content-Length")
    return int(rest.partition(b"\r\n")[0])


def drive(job: Job) -> Seen:
    """Do one job and return what was seen."""
    seen, requests = Seen(), job.requests()
    with selectors.DefaultSelector() as selector:
        began, busy = time.perf_counter(), time.process_time()
        end = began + min(job.seconds, MOST_SECONDS)
        for _ in range(job.connections):
            begin(selector, job, next(requests))
        left = min(job.count, MOST_REQUESTS) - job.connections
        while selector.get_map():
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                break
            for key, _ in ready:
                more = left > 0 and time.perf_counter() < end
                left -= step(selector, key.data, job, next(requests) if more else None, seen)
        seen.seconds = time.perf_counter() - began
        seen.busy = time.process_time() - busy
        seen.failures += len(selector.get_map())
    return seen


def begin(selector: selectors.BaseSelector, job: Job, request: bytes) -> None:
    connection = Connection(job.port)
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    connection.ask(request)


def step(selector: selectors.BaseSelector, connection: Connection, job: Job, request: bytes | None, seen: Seen) -> int:
    """Take what has come on one connection; return 1 when `request` was sent as the next."""
    try:
        if not connection.read():
            return 0
        note(seen, connection)
        must_close = connection.is_last or request is None
    except OSError:
        seen.failures += 1
        must_close = True
    if not must_close and request:
        connection.ask(request)
        return 1
    selector.unregister(connection.socket)
    connection.socket.close()
    if request:
        begin(selector, job, request)
    return int(request is not None)


def note(seen: Seen, connection: Connection) -> None:
    seen.times.append(time.perf_counter() - connection.started)
    seen.octets += len(connection.received)
    seen.answers += 1
    seen.failures += not connection.is_good


def main() -> None:
    for line in sys.stdin:
        seen = drive(Job(**json.loads(line)))
        sys.stdout.write(json.dumps(asdict(seen)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

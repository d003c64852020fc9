"""A web server that answers as it is told to: a webhook, and an account on Mastodon that knows its keys for an hour."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.mail.listening import listening

INSTANCE = {
    "version": "4.3.2",
    "configuration": {"statuses": {"max_characters": 300, "characters_reserved_per_url": 23}},
}


@dataclass
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


Answer = bytes | Callable[[Asked, socket.socket], bytes]


@dataclass
class Server:
    """`answers` are given one after another to what is posted, the last of them for ever; without any, what is usual.

    `posts` are the requests that came whole, `taken` the ids of those that the webhook took, `statuses` those of
    Mastodon that stand, by their keys.
    """

    port: int = 0
    answers: list[Answer] = field(default_factory=list)
    instance: bytes = b""
    posts: list[Asked] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    on_line: Callable[[], None] | None = None
    on_post: Callable[[], None] | None = None
    on_answered: Callable[[], None] | None = None
    """Called when a connection is there, when a post has come whole, and when it was answered."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def keys(self) -> list[str]:
        return [asked.headers["idempotency-key"].strip('"') for asked in self.posts]


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a free port until the block ends."""
    server = Server(instance=answer(200, INSTANCE))
    with listening(lambda line: talk(server, line)) as server.port:
        yield server


def talk(server: Server, line: socket.socket) -> None:
    with suppress(OSError), line:
        if server.on_line:
            server.on_line()
        asked = read(line)
        if asked is None:
            return
        if asked.method == "GET":
            line.sendall(server.instance)
            return
        server.posts.append(asked)
        if server.on_post:
            server.on_post()
        line.sendall(given(server, asked, line))
        if server.on_answered:
            server.on_answered()


def given(server: Server, asked: Asked, line: socket.socket) -> bytes:
    """Return the next answer."""
    if not server.answers:
        return usual(server, asked)
    found = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
    return found if isinstance(found, bytes) else found(asked, line)


def usual(server: Server, asked: Asked) -> bytes:
    """Take what is posted: a status once for each key. Source: docs.joinmastodon.org, methods/statuses"""
    if asked.target != "/api/v1/statuses":
        server.taken.append(asked.headers["webhook-id"])
        return answer(200, "ok")
    key = asked.headers["idempotency-key"]
    server.statuses.setdefault(key, asked.form["status"])
    number = list(server.statuses).index(key)
    return answer(200, {"id": str(number), "url": f"https://social.example/@portal/{number}"})


def taken_but(given: bytes, server: Server) -> Answer:
    """Take a status, and answer something else."""

    def act(asked: Asked, line: socket.socket) -> bytes:
        usual(server, asked)
        return given

    return act


def slow(asked: Asked, line: socket.socket) -> bytes:
    """Say a little all the time, and never an answer."""
    for _ in range(100):
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)
    return b""


def answer(status: int, body: object = "", **headers: str) -> bytes:
    """Return an answer, with JSON where `body` is no text."""
    kind = "text/plain" if isinstance(body, str) else "application/json"
    text = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lines = {"Content-Type": kind, "Content-Length": len(text), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + text


def read(line: socket.socket) -> Asked | None:
    file = line.makefile("rb")
    first = file.readline().decode().split()
    if len(first) < 3:
        return None
    headers: dict[str, str] = {}
    while text := file.readline().decode().strip():
        name, _colon, value = text.partition(":")
        headers[name.lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    body = file.read(length)
    return Asked(first[0], first[1], headers, body) if len(body) == length else None

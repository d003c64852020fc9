"""A push service on this machine that takes what is sent to it, and a browser that reads it."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from network.digests.push.keys import make_keys
from network.digests.services.pushing import push_notices

PUBLIC, PRIVATE = make_keys()
LATER = timedelta(minutes=3)
"""After the two minutes in which nobody is told."""


def in_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Browser:
    """A browser with its keys and its address at the service."""

    name: str = "one"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen bytes ok"

    @property
    def given(self) -> dict[str, str]:
        """What its script sends to the portal."""
        public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        endpoint = f"https://push.example.org/send/{self.name}"
        return {"endpoint": endpoint, "p256dh": in_base64(public), "auth": in_base64(self.secret)}

    def read(self, body: bytes) -> dict[str, Any]:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))


@dataclass
class Service:
    """What was sent, and what is answered."""

    port: int = 0
    status: int = 201
    asked: list[str] = field(default_factory=list)
    sent: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def connect(self, parts: SplitResult, *, timeout: float, watch: Callable[[socket.socket], None]) -> HTTPConnection:
        """Stand in for what asks the public network."""
        self.asked.append(parts.netloc)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.connect()
        watch(connection.sock)
        return connection


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.sent.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(service.status)
            self.send_header("Location", "http://169.254.169.254/latest/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def dripping(said: bytes, *, every: bytes = b"X") -> Iterator[int]:
    """Serve on a port where `said` is answered, and a byte ten times a second from then on."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            line, _address = listener.accept()
            with line:
                line.sendall(said)
                while True:
                    time.sleep(0.1)
                    line.sendall(every)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def push() -> int:
    """Tell browsers some minutes later, and return how many were told."""
    return push_notices(timezone.now() + LATER)

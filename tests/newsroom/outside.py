"""A small site of an outlet on this machine: answers by path what a test gives it, and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Outside:
    """What is answered: `pages` holds a status, a body and headers for each path; whatever is not there is 404."""

    port: int = 0
    pages: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        """Answer so at a path from now on; return its address."""
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, raw, {name.replace("_", "-"): value for name, value in headers.items()})
        return f"{self.url}{path}"


@contextmanager
def outside_site() -> Iterator[Outside]:
    site = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            status, body, headers = site.pages.get(self.path.partition("?")[0], (404, b"", {}))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()

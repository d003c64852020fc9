"""A term for talking to somebody as a whole: what a socket itself has is a term for each time that it is read."""

from __future__ import annotations

import socket
import threading
import time
from types import TracebackType
from typing import Self


class Deadline:
    """Ends the talk over a socket when so many seconds have passed, whatever is waited for then."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._until = seconds, time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._socket = None

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    @property
    def left(self) -> float:
        """How many seconds there still are; none, or less, where the time is over."""
        return self._until - time.monotonic()

    def watch(self, talk: socket.socket) -> None:
        """Say over which socket it is talked from now on. Raises TimeoutError where the time is over already."""
        self._socket = talk
        talk.settimeout(self._seconds)
        if self.is_over:
            raise TimeoutError("Too slow")

    def _end(self) -> None:
        talk = self._socket
        if talk is not None:
            try:
                socket.socket.shutdown(talk, socket.SHUT_RDWR)  # that of TLS would first ask the other side
            except OSError:
                return  # it has ended by itself

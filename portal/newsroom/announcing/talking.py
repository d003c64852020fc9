"""One request to a channel, over the guarded connection: bounded in time and size, and no redirect is followed.

The connection is opened first and the request made after, so that whoever asks can write down in between that it may
have left: before `say` nothing has, from then on it may have.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from email.message import Message
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings

from portal.deadline import Deadline
from portal.fetching import NotPublic, connect, in_words
from portal.unpacking import read_at_most

TIMEOUT = 20
"""Seconds for opening, asking and reading together."""
MOST_READ = 256 * 1024
AGENT = "ResilientCitiesNews/1.0 (+{})"


class NotReached(Exception):
    """Nothing was said: there is no way to the host, or none that is allowed."""


class NotAllowed(NotReached):
    """The host is in a private network, and nobody said that it is the operator's own."""


class CutOff(Exception):
    """The request may have been taken: no answer came, or none that can be understood."""


@dataclass(frozen=True)
class Request:
    """What is said, and where."""

    url: str = field(repr=False)  # some let in whoever knows them
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What came back. `is_whole` is false where the body is too long, was cut off, or came too slowly."""

    status: int
    reason: str
    headers: Message
    body: bytes
    is_whole: bool


class Talk:
    """A connection to one host, for one request, ended after so many seconds whatever happens."""

    def __init__(self, request: Request, *, is_own: bool, timeout: float = TIMEOUT) -> None:
        self.request, self.is_own, self.timeout = request, is_own, timeout
        self.deadline = Deadline(timeout)
        self.connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        """Open the connection. Raises NotReached."""
        self.deadline.__enter__()
        try:
            self.connection = connect(
                urlsplit(self.request.url), timeout=self.timeout, watch=self.deadline.watch, is_own=self.is_own
            )
        except NotPublic as error:
            self.close()
            raise NotAllowed(str(error)) from error
        except (OSError, UnicodeError, ValueError) as error:
            self.close()
            raise NotReached(in_words(error, self.deadline)) from error
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.deadline.__exit__(None, None, None)
        if self.connection:
            self.connection.close()

    def say(self) -> Reply:
        """Make the request and read the answer. Raises CutOff where none came."""
        parts = urlsplit(self.request.url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        own = {"Host": parts.netloc, "User-Agent": AGENT.format(settings.SITE_URL), "Connection": "close"}
        connection = self.connection
        assert connection is not None  # noqa: S101 (said within the block only)
        try:
            connection.request(
                self.request.method, target, body=self.request.body or None, headers={**own, **self.request.headers}
            )
            response = connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CutOff(in_words(error, self.deadline)) from error
        return self.read(response)

    def read(self, response: http.client.HTTPResponse) -> Reply:
        """Return the answer with as much of its body as is read of any."""
        read_at_most(response, MOST_READ + 1)
        try:
            body = response.read(MOST_READ + 1)
            is_whole = len(body) <= MOST_READ and not response.length and not self.deadline.is_over
        except (OSError, http.client.HTTPException, ValueError):
            body, is_whole = b"", False
        return Reply(response.status, response.reason, response.headers, body[:MOST_READ], is_whole)


def ask(request: Request, *, is_own: bool) -> Reply:
    """Make a request that changes nothing. Raises NotReached and CutOff."""
    with Talk(request, is_own=is_own) as talk:
        return talk.say()

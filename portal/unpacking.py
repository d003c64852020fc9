"""Reading an answer of the web no further than was agreed, also where it comes packed."""

from __future__ import annotations

import http.client
import zlib
from typing import Any, BinaryIO

AT_ONCE = 16_384
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
PACKED = {"gzip", "x-gzip", "deflate"}


class TooLarge(Exception):
    """There is more than was agreed to be read."""


def read_bounded(response: http.client.HTTPResponse, limit: int, *, is_cut: bool = False) -> bytes:
    """Return at most `limit` bytes of a body, unpacked. What is longer is cut there, or raises TooLarge.

    Raises ValueError for what is packed in a way that was not asked for, or is broken.
    """
    declared = response.length or 0
    if declared > limit and not is_cut:
        raise TooLarge
    read_at_most(response, AT_ONCE)
    body, came = bytearray(), 0
    unpack = unpacker(response.headers.get("Content-Encoding", ""))
    while max(len(body), came) <= limit and (chunk := response.read(AT_ONCE)):
        came += len(chunk)
        body += unpack(chunk, limit + 1 - len(body))
    if max(len(body), came) > limit and not is_cut:
        raise TooLarge
    return bytes(body[:limit])


def read_at_most(response: http.client.HTTPResponse, size: int) -> None:
    """Let no more than `size` bytes be read of a body at once: a chunk that says that it is "-1" long never ends."""
    if response.fp is not None:
        response.fp = Bounded(response.fp, size)  # type: ignore[assignment]  # what HTTPResponse asks of it is there


class Bounded:
    """The stream below a response. Raises ValueError where more would be read at once than was agreed."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= self._size:
            raise ValueError(f"{size} bytes at once")
        return self._stream.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def unpacker(encoding: str) -> Any:
    """Return what makes of some bytes of a body at most so many of what was packed."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return lambda chunk, _most: chunk
    if encoding not in PACKED:
        raise ValueError(encoding)
    return Unpacking().some


class Unpacking:
    """A packed body as it comes."""

    def __init__(self) -> None:
        self.packed = zlib.decompressobj(GZIP_OR_ZLIB)

    def some(self, chunk: bytes, most: int) -> bytes:
        """Return at most `most` bytes: more than that is never made, so nothing is lost by not asking again."""
        if self.packed.eof:
            return b""
        try:
            return self.packed.decompress(chunk, most)
        except zlib.error as error:
            raise ValueError(str(error)) from error

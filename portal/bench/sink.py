"""A mail server that takes everything and keeps nothing, on the loopback address.

Run as a file, with the standard library alone. It prints its port, and, when its input ends, what came: how many
messages, how many Message-IDs and readers these had, and how many bytes they were.
"""

from __future__ import annotations

import asyncio
import json
import sys

MOST = 4_000_000
"""Bytes of a message."""
ANSWERS = {b"EHLO": b"250 sink\r\n", b"HELO": b"250 sink\r\n", b"RSET": b"250 ok\r\n", b"NOOP": b"250 ok\r\n"}


class Sink:
    """What came until now."""

    def __init__(self) -> None:
        self.messages = self.octets = 0
        self.ids: set[int] = set()
        self.readers: set[int] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak SMTP with one client. Source: RFC 5321"""
        writer.write(b"220 sink\r\n")
        to = b""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.take(to, await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                to = line if verb == b"RCPT" else to
                writer.write(ANSWERS.get(verb, b"250 ok\r\n"))
            await writer.drain()
        writer.close()

    def take(self, to: bytes, message: bytes) -> None:
        self.messages += 1
        self.octets += len(message)
        head = message.partition(b"\r\n\r\n")[0].lower()
        self.ids.add(hash(head.partition(b"\r\nmessage-id:")[2].partition(b"\r\n")[0]))
        self.readers.add(hash(to))

    def said(self) -> str:
        counts = {"messages": self.messages, "ids": len(self.ids), "readers": len(self.readers), "octets": self.octets}
        return json.dumps(counts)


async def main() -> None:
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=MOST)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(sink.said(), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())

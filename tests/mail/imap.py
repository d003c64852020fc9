"""A small mail server for reading: enough of IMAP for what the portal asks. Source: RFC 3501"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.mail.listening import listening


@dataclass
class Inbox:
    """`messages` by number. `refuses` are commands that are answered NO, and `drops` those that close the line."""

    port: int = 0
    messages: dict[int, bytes] = field(default_factory=dict)
    aside: list[bytes] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)
    sizes: dict[int, int] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    drops: set[str] = field(default_factory=set)
    fetched: list[int] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"imap://bounces%40example.org:pass%20word@127.0.0.1:{self.port}/INBOX"

    def put(self, *contents: bytes) -> None:
        for content in contents:
            self.messages[max(self.messages, default=0) + 1] = content


@contextmanager
def inbox(*contents: bytes) -> Iterator[Inbox]:
    """Serve on a free port until the block ends."""
    box = Inbox()
    box.put(*contents)
    with listening(lambda line: talk(box, line)) as box.port:
        yield box


def talk(box: Inbox, line: socket.socket) -> None:
    with line, line.makefile("rwb") as file:
        file.write(b"* OK here\r\n")
        file.flush()
        while command := file.readline().decode(errors="replace").strip():
            tag, _, rest = command.partition(" ")
            verb = " ".join(rest.split()[:2]).upper() if rest.upper().startswith("UID") else rest.split()[0].upper()
            if verb in box.drops:
                return
            if verb in box.refuses:
                file.write(f"{tag} NO cannot\r\n".encode())
            else:
                for part in answer(box, verb, rest):
                    file.write(part)
                file.write(f"{tag} OK done\r\n".encode())
            file.flush()
            if verb == "LOGOUT":
                return


def answer(box: Inbox, verb: str, rest: str) -> Iterator[bytes]:
    number = int(found[1]) if (found := re.match(r"UID \w+ (\d+)", rest)) else 0
    if verb == "CAPABILITY":
        yield b"* CAPABILITY IMAP4rev1\r\n"
    elif verb == "SELECT":
        yield f"* {len(box.messages)} EXISTS\r\n".encode()
    elif verb == "UID SEARCH":
        waiting = sorted(set(box.messages) - box.marked)
        yield f"* SEARCH {' '.join(map(str, waiting))}\r\n".encode()
    elif verb == "UID FETCH" and "RFC822.SIZE" in rest:
        size = box.sizes.get(number, len(box.messages[number]))
        yield f"* 1 FETCH (UID {number} RFC822.SIZE {size})\r\n".encode()
    elif verb == "UID FETCH":
        box.fetched.append(number)
        content = box.messages[number]
        yield f"* 1 FETCH (UID {number} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n"
    elif verb == "UID COPY":
        box.aside.append(box.messages[number])
    elif verb == "UID STORE":
        box.marked.add(number)
    elif verb == "EXPUNGE":
        for gone in box.marked:
            box.messages.pop(gone, None)
        box.marked.clear()

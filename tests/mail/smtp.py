"""A mail server that answers as it is told to, for what a real one does on bad days."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.mail.listening import listening

Answer = Callable[[str], str]


@dataclass
class Server:
    """`answers` gives the answer to a command, or DROP to close the line.

    What was taken stands in `messages`, and in `texts` whatever came whole, taken or not.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    sessions: int = 0
    lines: list[socket.socket] = field(default_factory=list)
    on_text: Callable[[], None] | None = None
    """Called when a text has come whole, before it is answered."""

    def hang_up(self) -> None:
        """End every connection, as servers do after a pause or so many messages."""
        for line in self.lines:
            with suppress(OSError):  # it may have ended
                line.shutdown(socket.SHUT_RDWR)
        self.lines.clear()


DROP = "drop"
USUAL = {
    "EHLO": "250 here",
    "HELO": "250 here",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "END": "250 taken",
    "QUIT": "221 bye",
    "RSET": "250 ok",
    "NOOP": "250 ok",
}


@contextmanager
def serving(**answers: str) -> Iterator[Server]:
    """Serve on a free port until the block ends."""
    server = Server(answers={**USUAL, **answers})
    with listening(lambda line: talk(server, line)) as server.port:
        yield server


def talk(server: Server, line: socket.socket) -> None:
    server.sessions += 1
    server.lines.append(line)
    with suppress(ConnectionError), line, line.makefile("rwb") as file:
        file.write(b"220 here\r\n")
        file.flush()
        while command := file.readline().decode(errors="replace").strip():
            verb = command.split()[0].upper()
            if not say(file, server.answers.get(verb, "502 what")):
                return
            if verb == "DATA" and server.answers["DATA"].startswith("354"):
                if server.answers.get("TEXT") == DROP:  # in the middle of it
                    file.readline()
                    return
                text = text_of(file)
                if text is None:
                    return
                server.texts.append(text)
                if server.on_text:
                    server.on_text()
                if server.answers["END"] != DROP:
                    server.messages += [text] if server.answers["END"].startswith("2") else []
                if not say(file, server.answers["END"]):
                    return


def text_of(file) -> str | None:
    """Return a text to its last line, or nothing where the line broke before."""
    found: list[bytes] = []
    while (part := file.readline()) != b".\r\n":
        if not part:
            return None
        found.append(part)
    return b"".join(found).decode()


def say(file, answer: str) -> bool:
    if answer == DROP:
        return False
    file.write(answer.encode() + b"\r\n")
    file.flush()
    return True

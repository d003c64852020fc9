"""The mailbox of this machine: where letters go when no mail server is configured."""

from __future__ import annotations

import re
import secrets
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

MOST_KEPT = 200
LONGEST_HEAD = 20_000  # octets
NAME = r"0[0-9]{19}-[0-9a-f]{8}"


class MailboxBackend(BaseEmailBackend):
    """Write each message as a file that only this account may read, and keep the newest 200."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAILBOX_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            write(folder, message.message().as_bytes())
        for old in names(folder)[MOST_KEPT:]:
            path_of(folder, old).unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """One message of the mailbox, as the pages show it."""

    name: str
    subject: str
    to: str
    sender: str
    text: str
    html: str
    headers: str = ""
    """All of them as they stand in the message, folded lines included."""

    @property
    def at(self) -> datetime:
        """When it was put here; the Date header is only what the sender claims."""
        return datetime.fromtimestamp(int(self.name.partition("-")[0]) / 1e9, UTC)


def write(folder: Path, content: bytes) -> None:
    """Write one message whole or not at all; its name sorts by time."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:  # made with mode 0600
        file.write(content)
    Path(file.name).replace(path_of(folder, f"{time.time_ns():020d}-{secrets.token_hex(4)}"))


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.eml"


def names(folder: Path) -> list[str]:
    """Return the names of the messages, newest first."""
    found = (path.stem for path in folder.glob("*.eml"))
    return sorted((name for name in found if re.fullmatch(NAME, name)), reverse=True)


def newest(most: int = MOST_KEPT) -> list[Mail]:
    """Return the messages of this machine's mailbox, newest first."""
    folder = Path(settings.MAILBOX_DIR)
    return [mail for name in names(folder)[:most] if (mail := read(name))]


def read(name: str) -> Mail | None:
    """Return one message, or None when the name is not one of ours or the message has gone."""
    if not re.fullmatch(NAME, name):
        return None
    try:
        content = path_of(Path(settings.MAILBOX_DIR), name).read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(content, policy=policy.default)
    return Mail(
        name=name,
        subject=header(message, "Subject"),
        to=header(message, "To"),
        sender=header(message, "From"),
        text=part(message, "plain"),
        html=part(message, "html"),
        headers=head_of(content),
    )


def head_of(content: bytes) -> str:
    """Return the headers of a message as they were written, up to a length that a page can show."""
    head = content.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return head[:LONGEST_HEAD].decode(errors="replace").replace("\0", "\ufffd")


def header(message: ParsedMessage, name: str) -> str:
    """Return one header as text. The parser raises all sorts on malformed ones; a reader sees nothing then."""
    try:
        return str(message[name] or "")
    except Exception:
        return ""


def part(message: ParsedMessage, kind: str) -> str:
    """Return the plain or HTML part as text, or nothing when there is none or it cannot be decoded."""
    try:
        body = message.get_body(preferencelist=(kind,))
        return str(body.get_content()) if body else ""
    except Exception:
        return ""

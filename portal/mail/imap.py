"""The mailbox of the return address: read over IMAP, and emptied as far as it was taken in. Source: RFC 3501

A message is taken out of it only after what it says is in the database. Where the process ends between the two, it is
read again and changes nothing.
"""

from __future__ import annotations

import imaplib
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from portal.mail.bounces import key_of
from portal.mail.plain_words import HINT_IMAP, Server, in_plain_words
from portal.mail.returned import Finding, take_in

log = structlog.get_logger(__name__)

TIMEOUT = 30  # seconds
MOST_AT_ONCE = 500
LONGEST_RUN = 300.0  # seconds; the rest waits for the next run
LARGEST = 2 * 1024 * 1024
"""Octets. Reports carry at most the letter that they are about, and none of ours is as large."""
REMEMBERED = 7 * 24 * 3600
"""Seconds for which it is remembered that a reading began."""
ASIDE = "Not-understood"
"""The folder for messages that are no reports: somebody may have answered by hand."""


class Unreachable(Exception):
    """The mailbox could not be read, and why."""


def read_returns() -> Counter[Finding]:
    """Take in what has come back, and return how many messages were found to be what. Raises Unreachable."""
    found: Counter[Finding] = Counter()
    until = time.monotonic() + LONGEST_RUN
    try:
        with mailbox(settings.MAIL_RETURN_MAILBOX) as imap:
            for number in waiting(imap):
                if time.monotonic() > until:
                    break
                finding = take_one(imap, number)
                if finding is not None:
                    found[finding] += 1
    except (OSError, imaplib.IMAP4.error) as error:
        host = urlsplit(settings.MAIL_RETURN_MAILBOX).hostname or ""
        asked = Server(host, TIMEOUT, "MAIL_RETURN_MAILBOX", HINT_IMAP)
        raise Unreachable(in_plain_words(error, asked)[:300]) from error
    return found


@contextmanager
def mailbox(address: str) -> Iterator[imaplib.IMAP4]:
    """Open a folder at `imaps://user:password@host/INBOX`, and remove what was marked for that at the end."""
    url = urlsplit(address)
    kind = imaplib.IMAP4_SSL if url.scheme == "imaps" else imaplib.IMAP4
    imap = kind(url.hostname or "", url.port or (993 if url.scheme == "imaps" else 143), timeout=TIMEOUT)
    try:
        imap.login(unquote(url.username or ""), unquote(url.password or ""))
        folder = unquote(url.path.strip("/")) or "INBOX"
        answered(imap.select(quoted(folder)))
        yield imap
        imap.expunge()
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            imap.logout()


def waiting(imap: imaplib.IMAP4) -> list[str]:
    """Return the numbers of the messages that wait, the oldest first."""
    (numbers,) = answered(imap.uid("SEARCH", "UNDELETED"))[:1]
    return (numbers or b"").decode().split()[:MOST_AT_ONCE]


def take_one(imap: imaplib.IMAP4, number: str) -> Finding | None:
    """Take in one message and move it out of the way. None where it stays, to be read again."""
    if size_of(imap, number) > LARGEST:
        log.warning("A message at the return address is too large to be a report", number=number)
        finding = Finding.UNKNOWN
    else:
        try:
            finding = take_in_once(content_of(imap, number))
        except DatabaseError:
            log.exception("What came back could not be written down", number=number)
            return None
    if finding is Finding.UNKNOWN:
        set_aside(imap, number)
    else:
        mark(imap, number)
    return finding


def take_in_once(content: bytes) -> Finding:
    """Take in a message that no reading came to grief on. Raises DatabaseError.

    What a reading began and neither ended nor gave up has killed its process. It would do so again, and hold up all
    that wait behind it.
    """
    key = f"mail-return-begun:{key_of(content)}"
    if not cache.add(key, True, REMEMBERED):
        log.error("A message at the return address ended the process that read it", message=key)
        return Finding.UNKNOWN
    try:
        return take_in(content)
    finally:
        cache.delete(key)


def size_of(imap: imaplib.IMAP4, number: str) -> int:
    told = answered(imap.uid("FETCH", number, "(RFC822.SIZE)"))
    found = re.search(rb"RFC822\.SIZE (\d{1,12})", b" ".join(part for part in told if isinstance(part, bytes)))
    return int(found[1]) if found else 0


def content_of(imap: imaplib.IMAP4, number: str) -> bytes:
    """Return a message, without marking it as read."""
    told = answered(imap.uid("FETCH", number, "(BODY.PEEK[])"))
    return next((part[1] for part in told if isinstance(part, tuple)), b"")


def set_aside(imap: imaplib.IMAP4, number: str) -> None:
    """Move a message into the folder for people to look at. It stays where it is when that fails."""
    with suppress(imaplib.IMAP4.error):
        imap.create(ASIDE)  # refused where it is there already
    answered(imap.uid("COPY", number, ASIDE))
    mark(imap, number)


def mark(imap: imaplib.IMAP4, number: str) -> None:
    answered(imap.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))


def answered(answer: tuple[str, Any]) -> list[Any]:
    """Return what the server answered. Raises IMAP4.error for a refusal."""
    status, told = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status}: {told}"[:200])
    return list(told or [])


def quoted(name: str) -> str:
    """Return the name of a folder as a string of the protocol."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

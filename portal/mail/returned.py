"""What a message at the return address says, and what is done about it.

Reports of delivery (RFC 3464), complaints (RFC 5965) and wishes to get no more letters. Each is believed only by a
token of ours in it; whom it says to be from or about is not looked at. Taking in a message again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message
from enum import Enum

import structlog
from django.db import DatabaseError

from portal.mail.bounces import Event, key_of, kind_of_status, note
from portal.mail.models import BounceKind, BounceSource
from portal.mail.parsing import parsed
from portal.mail.returns import Returned, read_token, tokens_in
from portal.mail.tokens import BadToken
from portal.mail.tokens import read_token as read_one_click

log = structlog.get_logger(__name__)

SENT_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Cc")
CAME_FROM = ("Original-Mail-From", "Return-Path")
MOST_PARTS = 50
LONGEST_HEADER = 2000  # characters
WISH = re.compile(r"^\s*unsubscribe\s+(\S.*)$", re.IGNORECASE | re.DOTALL)

_stops: list[Callable[[str], bool]] = []


class Finding(Enum):
    """What was made of a message."""

    TAKEN = "taken in"
    NOTHING = "nothing to do"
    UNKNOWN = "not understood"


def register_stop(stop: Callable[[str], bool]) -> None:
    """Let tokens of a room's own end letters by mail; `stop` returns whether the token is one of them."""
    _stops.append(stop)


def take_in(content: bytes) -> Finding:
    """Do what a message asks for, in a transaction. Raises DatabaseError alone: then it is to be read again later."""
    try:
        return judge(parsed(content), content)
    except DatabaseError:
        raise
    except Exception as error:  # TooMuch, and all sorts that the parser raises on what strangers send
        log.warning("A message at the return address could not be read", error=type(error).__name__)
        return Finding.UNKNOWN


def judge(message: Message, content: bytes) -> Finding:
    wish = WISH.match(words(message, "Subject"))
    if wish:
        return Finding.TAKEN if end_letters("".join(wish[1].split())) else Finding.UNKNOWN
    parts = parts_of(message)
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return delivery(part, event_key(message, content), tokens(message, parts))
        if kind == "message/feedback-report":
            return complaint(part, event_key(message, content), tokens(message, parts))
    automatic = words(message, "Auto-Submitted").lower() not in ("", "no")
    return Finding.NOTHING if automatic or message["X-Auto-Response-Suppress"] else Finding.UNKNOWN


def parts_of(message: Message) -> list[Message]:
    """Return the parts of a message, at most so many."""
    found = []
    for part in message.walk():
        found.append(part)
        if len(found) == MOST_PARTS:
            break
    return found


def tokens(message: Message, parts: list[Message]) -> Iterator[Returned]:
    """Yield what the tokens of ours are of: in what the message was sent to, and in what it says to have come from."""
    places = [(message, name) for name in SENT_TO]
    places += [(part, name) for part in (*parts, *fields_of(parts)) for name in CAME_FROM]
    for holder, name in places:
        for value in holder.get_all(name, []):
            for token in tokens_in(str(value)[:LONGEST_HEADER]):
                if returned := read_token(token):
                    yield returned


def fields_of(parts: list[Message]) -> list[Message]:
    """Return the fields of the reports in a message, which Python keeps or leaves as text by their kind."""
    found: list[Message] = []
    for part in parts:
        if part.get_content_type() in ("message/feedback-report", "text/rfc822-headers"):
            payload = part.get_payload(decode=True)
            found += [parsed(payload)] if isinstance(payload, bytes) else list(part.get_payload())[:1]
    return found


def delivery(part: Message, key: str, returned: Iterator[Returned]) -> Finding:
    """Note that a letter did not arrive. Reports that it is late, or that it has arrived, change nothing."""
    blocks = [block for block in part.get_payload() if isinstance(block, Message)]
    actions = {words(block, "Action").lower(): block for block in blocks if block["Action"]}
    if "failed" not in actions:
        return Finding.NOTHING if actions else Finding.UNKNOWN
    said = said_by(actions["failed"])
    kind = kind_of_status(said)
    found = next(returned, None)
    if found is None:
        return Finding.UNKNOWN
    if kind is None:
        return Finding.NOTHING
    note(Event(address=found.address, kind=kind, source=BounceSource.MAILBOX, key=key, detail=said))
    return Finding.TAKEN


def said_by(block: Message) -> str:
    """Return the status and the words of a report. A status that only says "failed" gives way to that in the words."""
    status, words_given = words(block, "Status"), words(block, "Diagnostic-Code")
    if re.match(r"[45]\.0\.0\b", status) and re.search(r"\b[45]\.\d{1,3}\.\d{1,3}\b", words_given):
        return words_given
    return f"{status} {words_given}".strip()


def complaint(part: Message, key: str, returned: Iterator[Returned]) -> Finding:
    """Note that a reader complained. Source: RFC 5965 s.3.1, s.7.3 on the kinds of feedback."""
    kind = "".join(words(report, "Feedback-Type").lower() for report in fields_of([part]))
    found = next(returned, None)
    if found is None or not kind:
        return Finding.UNKNOWN
    if kind not in ("abuse", "fraud", "opt-out"):
        return Finding.NOTHING
    note(Event(address=found.address, kind=BounceKind.COMPLAINT, source=BounceSource.MAILBOX, key=key, detail=kind))
    return Finding.TAKEN


def end_letters(token: str) -> bool:
    """Do what a token in a subject says, and return whether it is one of ours."""
    try:
        read_one_click(token).use()
    except BadToken:
        return any(stop(token) for stop in _stops)
    return True


def event_key(message: Message, content: bytes) -> str:
    """Return what tells a message from others: its Message-ID, or all of it where it has none."""
    return f"mailbox:{key_of(words(message, 'Message-ID') or content)}"


def words(message: Message, name: str) -> str:
    """Return a header in one line, decoded as far as it can be."""
    value = str(message.get(name, ""))[:LONGEST_HEADER]
    with suppress(LookupError, ValueError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())

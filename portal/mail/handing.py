"""Handing a message to the mail server, with the one question that decides what may be done next: can it have left?

The server takes a message with its answer to the end of DATA. Before that nothing has left, whatever fails; after
it the message may have, even where no answer came. Source: RFC 5321 s.4.2.5, s.4.5.3.2.
"""

from __future__ import annotations

import smtplib
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import FrameType, TracebackType
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage

from portal.text.hidden import storable

CLOSING = 421
LINE_END = "\r\n"
"""Of lines on the way. Source: RFC 5321 s.2.3.8"""
ANSWER = "code"
"""What `smtplib.SMTP.data` keeps the code of the answer in, before it sends the text."""
KEY_OR_RATE = (401, 403, 408, 425, 429)
"""Answers of a provider that are about our key or our pace: what was handed over is not taken, and may be later."""


class Outcome(Enum):
    """What became of a message. `LATER`: it certainly did not leave, and may be tried again. `KEPT`: it was not handed
    over, since it was no more the caller's to hand over.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"
    KEPT = "kept"


class Whose(Enum):
    """What a trouble lies with: the address, this letter, or the server and the way to it, which concerns all."""

    ADDRESS = "address"
    LETTER = "letter"
    SERVER = "server"


@dataclass(frozen=True)
class Handed:
    """The outcome, what the server or the network said, and what that is about."""

    outcome: Outcome
    said: str = ""
    whose: Whose = Whose.SERVER

    @property
    def of_recipient(self) -> bool:
        """Whether it was the one recipient whom the server refused for good, and not us or the text.

        What it said is then its code and its words, for `portal.mail.bounces.note_refused`.
        """
        return self.outcome is Outcome.REFUSED and self.whose is Whose.ADDRESS


def written(message: EmailMessage) -> EmailMessage:
    """Have a message written as it leaves, once, and return it. Raises what a message that cannot be written raises.

    Writing one costs more than asking the database what becomes of it: nobody does it again on the way.
    """
    parts: Any = message.message()
    octets, write = parts.as_bytes(linesep=LINE_END), parts.as_bytes

    def as_bytes(unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return octets if linesep == LINE_END else write(unixfrom, linesep)

    parts.as_bytes = as_bytes
    letter: Any = message
    letter.message = lambda: parts
    return message


class Term:
    """For so many seconds from now on. No one clock tells: one may stand still while a machine sleeps, and the other be
    set.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._ticks, self._time = seconds, time.monotonic(), time.time()

    def is_over(self) -> bool:
        return max(time.monotonic() - self._ticks, time.time() - self._time) > self._seconds


NO_END = Term(float("inf"))


def hand_over(message: EmailMessage, connection: Any, term: Term = NO_END) -> Handed:
    """Hand a message to its one recipient; over a new connection where the server has ended the one that was open.

    Servers end a connection after so many messages, or after a pause. Raises nothing. Nothing leaves after `term`.
    """
    was_open = getattr(connection, "connection", None) is not None
    handed = hand(message, connection, term)
    if was_open and handed.outcome is Outcome.LATER and handed.whose is Whose.SERVER:
        return hand(message, connection, term)
    return handed


def hand(message: EmailMessage, connection: Any, term: Term = NO_END) -> Handed:
    """Hand a message to its one recipient over a connection of Django's mail, which is opened where it is not.

    Raises nothing: what fails is in what is returned, and the connection is closed then.
    """
    try:
        connection.open()
    except Exception as error:
        return Handed(Outcome.LATER, words_of(error))
    if term.is_over():  # asked last, since opening may have taken long
        return Handed(Outcome.KEPT)
    try:
        message.connection = connection
        message.send()
    except Exception as error:
        close(connection)
        return Handed(outcome_of(error), words_of(error), whose_is(error))
    return Handed(Outcome.ACCEPTED)


def outcome_of(error: Exception) -> Outcome:
    """Return what an error while sending says of the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return by_code(max((code for code, _said in error.recipients.values()), default=0))
    if isinstance(error, smtplib.SMTPDataError) and not is_refusal(error.smtp_code):
        return Outcome.LATER if was_in_data(error.__traceback__) else Outcome.UNKNOWN
    if isinstance(error, smtplib.SMTPResponseException):
        return by_code(error.smtp_code)
    if isinstance(error, AnymailError):
        return outcome_of_provider(error)
    return Outcome.UNKNOWN if was_in_data(error.__traceback__) else Outcome.LATER


def whose_is(error: Exception) -> Whose:
    """Return what an error while sending is about. Source: RFC 5321 s.4.3.2, where 421 ends the connection"""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        closing = any(code == CLOSING for code, _said in error.recipients.values())
        return Whose.SERVER if closing else Whose.ADDRESS
    if isinstance(error, smtplib.SMTPDataError) and is_refusal(error.smtp_code) and error.smtp_code != CLOSING:
        return Whose.LETTER
    if isinstance(error, AnymailError) and outcome_of_provider(error) is Outcome.REFUSED:
        return Whose.LETTER
    return Whose.SERVER


def by_code(code: int) -> Outcome:
    """Return what an answer of the server means: 5yz is for good, all else is for now. Source: RFC 5321 s.4.2.1"""
    return Outcome.REFUSED if code >= 500 else Outcome.LATER


def is_refusal(code: int) -> bool:
    """Return whether a code says no. What is none, where the text was handed over, does not say that it was not taken;
    in place of the leave to hand it over, the text did not go at all.
    """
    return 400 <= code < 600


def was_in_data(traceback: TracebackType | None) -> bool:
    """Return whether an error came up while the text was being handed over, or outside of smtplib, where it may be.

    The text goes once the server has given leave, and not while that is waited for.
    """
    seen = False
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == smtplib.__file__:
            seen = True
            if code.co_name == "data":
                return not waits_for_leave(traceback.tb_frame)
        traceback = traceback.tb_next
    return not seen


def waits_for_leave(frame: FrameType) -> bool:
    """Return whether `smtplib.SMTP.data` had no answer yet to its command. Where it keeps the answer by another name
    than in the Pythons that we know, that cannot be told.
    """
    return ANSWER in frame.f_code.co_varnames and ANSWER not in frame.f_locals


def outcome_of_provider(error: AnymailError) -> Outcome:
    """Return what became of a message that was handed to a mail provider's web address, by its answer."""
    status = error.status_code
    if status is None:
        if isinstance(error, AnymailRecipientsRefused):
            return Outcome.REFUSED
        reached = isinstance(error, AnymailAPIError) and not isinstance(error.__cause__, requests.ConnectTimeout)
        return Outcome.UNKNOWN if reached else Outcome.LATER
    if status in KEY_OR_RATE:
        return Outcome.LATER
    return Outcome.REFUSED if 400 <= status < 500 else Outcome.UNKNOWN


def close(connection: Any) -> None:
    with suppress(Exception):  # it is broken already, which is why it is closed
        connection.close()


def words_of(error: Exception) -> str:
    """Return what an error says, as a text that the database takes."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, words = max(error.recipients.values())
        said = f"{code} {words.decode(errors='replace')}"
    return storable(said)[:300]

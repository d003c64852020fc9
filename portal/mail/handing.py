"""Handing a message to the mail server, with the one question that decides what may be done next: can it have left?

The server takes a message with its answer to the end of DATA. Before that nothing has left, whatever fails; after
it the message may have, even where no answer came. Source: RFC 5321 s.4.2.5, s.4.5.3.2.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage


class Outcome(Enum):
    """What became of a message. `LATER`: it certainly did not leave, and may be tried again."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Handed:
    """The outcome, and what the server or the network said."""

    outcome: Outcome
    said: str = ""


def hand(message: EmailMessage, connection: Any) -> Handed:
    """Hand a message to its one recipient over a connection of Django's mail, which is opened where it is not.

    Raises nothing: what fails is in what is returned, and the connection is closed then.
    """
    try:
        connection.open()
    except Exception as error:
        return Handed(Outcome.LATER, words_of(error))
    try:
        message.connection = connection
        message.send()
    except Exception as error:
        close(connection)
        return Handed(outcome_of(error), words_of(error))
    return Handed(Outcome.ACCEPTED)


def outcome_of(error: Exception) -> Outcome:
    """Return what an error while sending says of the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return by_code(max((code for code, _said in error.recipients.values()), default=0))
    if isinstance(error, smtplib.SMTPResponseException):
        return by_code(error.smtp_code)
    return Outcome.UNKNOWN if was_in_data(error.__traceback__) else Outcome.LATER


def by_code(code: int) -> Outcome:
    """Return what an answer of the server means: 5yz is for good, all else is for now. Source: RFC 5321 s.4.2.1"""
    return Outcome.REFUSED if code >= 500 else Outcome.LATER


def was_in_data(traceback: TracebackType | None) -> bool:
    """Return whether an error came up while the text was being handed over, or outside of smtplib, where it may be."""
    seen = False
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == smtplib.__file__:
            seen = True
            if code.co_name == "data":
                return True
        traceback = traceback.tb_next
    return not seen


def close(connection: Any) -> None:
    with suppress(Exception):  # it is broken already, which is why it is closed
        connection.close()


def words_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]

"""What went wrong with the mail server, in words that whoever runs the portal can act upon."""

from __future__ import annotations

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection


@dataclass(frozen=True)
class Server:
    """What was asked: a host, for how many seconds, by which variable, and how that says TLS."""

    host: str
    seconds: int
    variable: str
    hint: str


Explain = Callable[[Any, Server], str]

SAYS: tuple[tuple[type[Exception], Explain], ...] = (
    (socket.gaierror, lambda error, server: f"The host {server.host} is not known to DNS. Is its name right?"),
    (
        ssl.SSLCertVerificationError,
        lambda error, server: f"Its certificate is not trusted: {getattr(error, 'verify_message', error)}.",
    ),
    (ssl.SSLError, lambda error, server: f"TLS failed ({error.reason}). {server.hint}"),
    (
        ConnectionRefusedError,
        lambda error, server: (
            "Nothing answers there: the connection was refused. Is the port right, and open from here?"
        ),
    ),
    (
        TimeoutError,
        lambda error, server: f"It did not answer within {server.seconds} seconds. Does a firewall stand between?",
    ),
    (
        smtplib.SMTPNotSupportedError,
        lambda error, server: f"It does not offer what {server.variable} asks for: {error} {server.hint}",
    ),
    (
        smtplib.SMTPAuthenticationError,
        lambda error, server: f"It does not take the user and the password of {server.variable}: {answer_of(error)}",
    ),
    (
        smtplib.SMTPSenderRefused,
        lambda error, server: (
            f"It refuses the sender {error.sender}: {answer_of(error)} May this user send from that address?"
        ),
    ),
    (smtplib.SMTPRecipientsRefused, lambda error, server: f"It refuses the recipient: {recipients_of(error)}"),
    (smtplib.SMTPDataError, lambda error, server: f"It refuses the letter itself: {answer_of(error)}"),
    (smtplib.SMTPServerDisconnected, lambda error, server: f"It ended the connection: {error}. {server.hint}"),
    (smtplib.SMTPResponseException, lambda error, server: f"It answered {answer_of(error)}"),
    (imaplib.IMAP4.abort, lambda error, server: f"It ended the connection: {said_in(error)}. {server.hint}"),
    (
        imaplib.IMAP4.error,
        lambda error, server: (
            f"It refuses: {said_in(error)}. Are user, password and folder of {server.variable} right?"
        ),
    ),
    (AnymailError, lambda error, server: f"The provider said: {error}"),
    (ImproperlyConfigured, lambda error, server: f"The settings are not complete: {error}"),
    (ImportError, lambda error, server: f"A package that the provider needs is not installed: {error}"),
)
HINT_SMTP = "smtps:// speaks TLS from the start (port 465), smtp+tls:// begins without (port 587), smtp:// has none."
HINT_IMAP = "imaps:// speaks TLS from the start (port 993), imap:// has none (port 143)."


def try_letter(message: EmailMessage) -> str:
    """Send a message past the ledger, and return what went wrong in plain words, or nothing. Raises nothing."""
    try:
        message.connection = get_connection(settings.LETTER_BACKEND)
        message.send()
    except Exception as error:
        return in_plain_words(error)
    return ""


def in_plain_words(error: Exception, server: Server | None = None) -> str:
    """Return what went wrong with a server: that of EMAIL_URL, where none is given."""
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        error = error.__context__
    asked = server or Server(settings.EMAIL_HOST, settings.EMAIL_TIMEOUT or 0, "EMAIL_URL", HINT_SMTP)
    for kind, explain in SAYS:
        if isinstance(error, kind):
            return explain(error, asked)
    return f"{type(error).__name__}: {error}"


def answer_of(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {text_of(error.smtp_error)}"


def recipients_of(error: smtplib.SMTPRecipientsRefused) -> str:
    return "; ".join(f"{code} {text_of(said)}" for code, said in error.recipients.values())


def said_in(error: imaplib.IMAP4.error) -> str:
    return text_of(error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)).rstrip(".")


def text_of(said: bytes | str) -> str:
    return said if isinstance(said, str) else said.decode(errors="replace")

"""What went wrong with the mail server, in words that whoever runs the portal can act upon."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection

Explain = Callable[[Any], str]

SAYS: tuple[tuple[type[Exception], Explain], ...] = (
    (socket.gaierror, lambda error: f"The host {settings.EMAIL_HOST} is not known to DNS. Is its name right?"),
    (
        ssl.SSLCertVerificationError,
        lambda error: f"Its certificate is not trusted: {getattr(error, 'verify_message', error)}.",
    ),
    (ssl.SSLError, lambda error: f"TLS failed ({error.reason}). {HINT_TLS}"),
    (
        ConnectionRefusedError,
        lambda error: "Nothing answers there: the connection was refused. Is the port right, and open from here?",
    ),
    (
        TimeoutError,
        lambda error: f"It did not answer within {settings.EMAIL_TIMEOUT} seconds. Does a firewall stand between?",
    ),
    (
        smtplib.SMTPNotSupportedError,
        lambda error: f"It does not offer what EMAIL_URL asks for: {error} {HINT_TLS}",
    ),
    (
        smtplib.SMTPAuthenticationError,
        lambda error: f"It does not take the user and the password of EMAIL_URL: {answer_of(error)}",
    ),
    (
        smtplib.SMTPSenderRefused,
        lambda error: f"It refuses the sender {error.sender}: {answer_of(error)} May this user send from that address?",
    ),
    (smtplib.SMTPRecipientsRefused, lambda error: f"It refuses the recipient: {recipients_of(error)}"),
    (smtplib.SMTPDataError, lambda error: f"It refuses the letter itself: {answer_of(error)}"),
    (smtplib.SMTPServerDisconnected, lambda error: f"It ended the connection: {error}. {HINT_TLS}"),
    (smtplib.SMTPResponseException, lambda error: f"It answered {answer_of(error)}"),
    (AnymailError, lambda error: f"The provider said: {error}"),
    (ImproperlyConfigured, lambda error: f"The settings are not complete: {error}"),
    (ImportError, lambda error: f"A package that the provider needs is not installed: {error}"),
)
HINT_TLS = "smtps:// speaks TLS from the start (port 465), smtp+tls:// begins without (port 587), smtp:// has none."


def try_letter(message: EmailMessage) -> str:
    """Send a message past the ledger, and return what went wrong in plain words, or nothing. Raises nothing."""
    try:
        message.connection = get_connection(settings.LETTER_BACKEND)
        message.send()
    except Exception as error:
        return in_plain_words(error)
    return ""


def in_plain_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        error = error.__context__
    for kind, explain in SAYS:
        if isinstance(error, kind):
            return explain(error)
    return f"{type(error).__name__}: {error}"


def answer_of(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {text_of(error.smtp_error)}"


def recipients_of(error: smtplib.SMTPRecipientsRefused) -> str:
    return "; ".join(f"{code} {text_of(said)}" for code, said in error.recipients.values())


def text_of(said: bytes | str) -> str:
    return said if isinstance(said, str) else said.decode(errors="replace")

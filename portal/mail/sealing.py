"""The text of a letter while it waits to be sent: sealed, since letters carry one-use links.

Without `SECRET_KEY` nobody reads it, whoever holds the database or a backup of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

PURPOSE = b"portal.mail.sealing:"


class Unreadable(Exception):
    """A sealed letter was sealed under a key that is not known any more."""


def seal(message: EmailMessage) -> bytes | None:
    """Return a message to be kept; None for one with attachments, which no letter of ours has."""
    if message.attachments:
        return None
    alternatives = getattr(message, "alternatives", [])
    told = {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": message.to,
        "reply_to": message.reply_to,
        "headers": message.extra_headers,
        "html": next((str(content) for content, kind in alternatives if kind == "text/html"), ""),
        "others": [(str(content), kind) for content, kind in alternatives if kind != "text/html"],
    }
    return keys().encrypt(zlib.compress(json.dumps(told).encode()))


def unseal(sealed: bytes) -> EmailMultiAlternatives:
    """Return the message that was sealed. Raises Unreadable."""
    try:
        told = json.loads(zlib.decompress(keys().decrypt(sealed)))
    except InvalidToken as error:
        raise Unreadable from error
    html, others = told.pop("html"), told.pop("others", ())
    message = EmailMultiAlternatives(**told)
    if html:
        message.attach_alternative(html, "text/html")
    for content, kind in others:
        message.attach_alternative(content, kind)
    return message


def keys() -> MultiFernet:
    """Return the keys that follow from the secret key and those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(PURPOSE + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

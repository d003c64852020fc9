"""Django's settings for mail from what the environment says: any SMTP server, or a provider of django-anymail.

Each function raises ValueError in words that a person can act upon.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from email.utils import getaddresses
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465, "smtp+ssl": 465}
TIMEOUT = 20
LONGEST_TIMEOUT = 120
MOST_BEFORE_TOKEN = 64 - len("+") - 31
"""Octets of the return address before its token. Source: RFC 5321 s.4.5.3.1.1"""


def smtp_settings(address: str) -> dict[str, Any]:
    """Return the settings for `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` (TLS from the start)."""
    url = parted(address)
    if url.scheme not in PORTS:
        raise ValueError(f"it begins with {url.scheme!r} and not with one of {', '.join(PORTS)}")
    seconds = parse_qs(url.query).get("timeout", [str(TIMEOUT)])[0]
    if not seconds.isdecimal() or not 1 <= int(seconds) <= LONGEST_TIMEOUT:
        raise ValueError(f"its timeout is {seconds!r} and not a number of seconds from 1 to {LONGEST_TIMEOUT}")
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme in ("smtps", "smtp+ssl"),
        "EMAIL_TIMEOUT": int(seconds),
    }


def provider_settings(name: str, keys: dict[str, Any], webhook_secret: str) -> dict[str, Any]:
    """Return the settings for a provider of django-anymail, by the name of its backend there.

    Nothing is tracked, whatever the provider's own settings say.
    """
    if not name.replace("_", "").isalnum() or find_spec(f"anymail.backends.{name}") is None:
        raise ValueError(f"{name!r} is none of django-anymail's backends")
    return {
        "EMAIL_BACKEND": f"anymail.backends.{name}.EmailBackend",
        "EMAIL_TIMEOUT": TIMEOUT,
        "ANYMAIL": {
            "REQUESTS_TIMEOUT": TIMEOUT,
            "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
            "IGNORE_UNSUPPORTED_FEATURES": True,  # some cannot be told not to track
            **keys,
            **({"WEBHOOK_SECRET": webhook_secret} if webhook_secret else {}),
        },
    }


def provider_keys(given: str) -> dict[str, Any]:
    """Return the provider's own settings, if they are a JSON object."""
    try:
        keys = json.loads(given or "{}")
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error})") from error
    if not isinstance(keys, dict):
        raise ValueError("it is not a JSON object")
    return keys


def webhook_secret(given: str) -> str:
    """Return what the provider signs in with, if it has both parts."""
    user, _colon, password = given.partition(":")
    if given and not (user and password):
        raise ValueError("it is not of the form user:password")
    return given


def sender(given: str) -> str:
    """Return the sender of letters, `name <address>` or an address, if there is one address in it."""
    ((_name, address), *more) = getaddresses([given]) or [("", "")]
    if more or not given.isprintable() or not re.fullmatch(r"[^\s@<>(),;:\"]+@[\w.-]+", address):
        raise ValueError(f"{given!r} is not an email address, nor a name with one in angle brackets")
    return given


def address(given: str) -> str:
    """Return an email address without a name, or nothing where none is given."""
    if given and not re.fullmatch(r"[^\s@<>(),;:\"]+@[\w.-]+", given):
        raise ValueError(f"{given!r} is not an email address")
    return given


def push_key(given: str, octets: int) -> str:
    """Return one of the two keys of web push, if it has as many octets as it has to."""
    try:
        found = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError as error:
        raise ValueError("it is not base64url") from error
    if given and len(found) != octets:
        raise ValueError(f"it has {len(found)} octets and not {octets}; manage.py make_push_keys prints a pair")
    return given


def return_address(address: str) -> str:
    """Return the return address, if it leaves room for a token."""
    if address and not re.fullmatch(r"[\w.-]+@[\w.-]+", address, re.ASCII):
        raise ValueError(f"{address!r} is not an email address")
    if len(address.partition("@")[0]) > MOST_BEFORE_TOKEN:
        raise ValueError(f"it has more than {MOST_BEFORE_TOKEN} characters before the @")
    return address


def return_mailbox(address: str) -> str:
    """Return the address of the mailbox that is read, if it is one."""
    if address and parted(address).scheme not in ("imaps", "imap"):
        raise ValueError("it does not begin with imaps:// or imap://")
    return address


def parted(address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        _ = url.port
    except ValueError as error:
        raise ValueError("its port is not a number") from error
    if not url.hostname:
        raise ValueError("it names no host")
    return url

"""The address that a letter comes back to, which says which letter it was: `bounces+l2s-<signature>@host`.

The signature covers the address that the letter went to. What comes back is therefore only believed of that one, and
only as long as it is theirs whom the letter was for. Lower case and digits, since mail servers may change case; never
more than 64 octets before the @. Source: RFC 5321 s.4.5.3.1.1, s.2.3.11
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from portal.mail.models import Letter

SALT = "portal.mail.returns"
SIGNATURE = 10  # octets, which are 16 letters
SHAPE = r"[a-z][0-9a-z]{1,13}-[a-z2-7]{16}"
"""Of a token: the kind, a number of PostgreSQL's largest kind of key, and the signature. At most 31 characters."""
LETTER = "letter"

AnyMessage = TypeVar("AnyMessage", bound=EmailMessage)
AddressOf = Callable[[int], str]


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A token that was read: what kind of letter it is of, its key, and the address that it went to."""

    kind: str
    key: int
    address: str


def address_of_letter(key: int) -> str:
    return Letter.objects.filter(pk=key).values_list("recipient", flat=True).first() or ""


_kinds: dict[str, tuple[str, AddressOf]] = {"l": (LETTER, address_of_letter)}


def register_return(kind: str, address_of: AddressOf) -> None:
    """Let letters of a kind come back; a room calls it from `AppConfig.ready`.

    `address_of` returns the address that a letter with a key goes to, or nothing. The first letter of `kind` tells it
    from the other kinds.
    """
    known, _address_of = _kinds.setdefault(kind[0], (kind, address_of))
    if known != kind:
        raise ValueError(f"“{kind}” and “{known}” begin alike")


def envelope_of(kind: str, key: int, address: str) -> str:
    """Return the address to which a letter to `address` comes back, or nothing where none is configured."""
    if not settings.MAIL_RETURN_ADDRESS:
        return ""
    local, _, host = settings.MAIL_RETURN_ADDRESS.rpartition("@")
    number = int_to_base36(key)
    return f"{local}+{kind[0]}{number}-{signature(kind, key, address, settings.SECRET_KEY)}@{host}"


def with_return_path(message: AnyMessage, kind: str, key: int) -> AnyMessage:
    """Have a message to one recipient come back to its own address, and return it. What its reader sees is as before.

    Nothing changes where letters leave through a provider, who takes back what comes back.
    """
    (to,) = message.to
    envelope = "" if settings.MAIL_PROVIDER else envelope_of(kind, key, to)
    if envelope:
        message.extra_headers = {"From": message.from_email, **message.extra_headers}
        message.from_email = envelope
    return message


def tokens_in(text: str) -> list[str]:
    """Return the tokens in return addresses of ours that stand in a header."""
    if not settings.MAIL_RETURN_ADDRESS:
        return []
    local, _, host = settings.MAIL_RETURN_ADDRESS.lower().rpartition("@")
    return re.findall(rf"(?<![\w.+-]){re.escape(local)}\+({SHAPE})@{re.escape(host)}(?![\w.-])", text.lower())


def read_token(token: str) -> Returned | None:
    """Return what a token is of, or None where it is not ours or the letter is another's by now."""
    number, _, given = token[1:].partition("-")
    kind, address_of = _kinds.get(token[:1], ("", None))
    if address_of is None:
        return None
    key = base36_to_int(number)
    if key >= 2**63 or not (address := address_of(key)):
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(signature(kind, key, address, secret), given) for secret in secrets):
        return None
    return Returned(kind=kind, key=key, address=address)


def signature(kind: str, key: int, address: str, secret: str) -> str:
    digest = salted_hmac(SALT, f"{kind}:{key}:{address.lower()}", secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:SIGNATURE]).decode().lower()

"""What may stand as an email address here, whoever types it."""

from __future__ import annotations

from email.utils import formataddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254  # Source: RFC 5321 s.4.5.3.1.3, less the angle brackets


def clean_address(typed: str) -> str:
    """Return an address as it is kept: in lower case, which can be longer. Raises ValidationError in words."""
    email = typed.strip().lower()
    if len(email) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."), code="max_length")
    validate_email(email)
    mailable(email)
    return email


def mailable(address: str) -> str:
    """Return an address as the head of a letter takes it, its domain in letters of ASCII. Raises ValidationError.

    Before the @ no other letters are taken. Some of them pass for one of ASCII when case is ignored: “ſ” for “s”.
    """
    name, _at, domain = address.rpartition("@")
    try:
        written = f"{name}@{punycode(domain)}"
    except UnicodeError as error:
        raise ValidationError(validate_email.message, code="invalid") from error
    if not name.isascii():
        raise ValidationError(validate_email.message, code="invalid")
    if len(written) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."), code="max_length")
    return written


def named(name: str, address: str) -> str:
    """Return somebody's name and address for the head of a letter. Raises ValidationError."""
    return formataddr((name, mailable(address)))

"""What may stand as an email address here, whoever types it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254  # Source: RFC 5321 s.4.5.3.1.3, less the angle brackets


def clean_address(typed: str) -> str:
    """Return an address as it is kept: in lower case, which can be longer. Raises ValidationError in words."""
    email = typed.strip().lower()
    if len(email) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."), code="max_length")
    validate_email(email)
    # Some letters outside of ASCII pass for one when case is ignored: “ſ” for “s”.
    if not email.rpartition("@")[0].isascii():
        raise ValidationError(validate_email.message, code="invalid")
    return email

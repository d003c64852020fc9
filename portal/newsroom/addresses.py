"""Which outside addresses the newsroom takes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ODD = _("Give an address that begins with https:// and holds no name or password.")
NOT_SECURE = _("Give the whole address, beginning with https://, with no name or password in it.")


def is_plain(address: str, *schemes: str) -> bool:
    """Whether `address` is one of these schemes, has a host, and holds no name or password."""
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def is_own(address: str) -> bool:
    """Whether `address` is one of this portal."""
    try:
        return bool(address) and urlsplit(address).hostname == urlsplit(settings.SITE_URL).hostname
    except ValueError:
        return False


def refuse_odd_address(address: str) -> str:
    """Return a web address, or nothing. Raises ValidationError for one of another kind, or with a password in it."""
    if address and not is_plain(address, "http", "https"):
        raise ValidationError(ODD)
    return address


def refuse_insecure_address(address: str) -> None:
    """Raise ValidationError for an address that search engines are sent to and that is not secure, or not plain."""
    if address and not is_plain(address, "https"):
        raise ValidationError(NOT_SECURE)

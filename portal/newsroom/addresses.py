"""Which outside addresses the newsroom takes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.fetching import NotPublic, check_name, check_port

ODD = _("Give an address that begins with https:// and holds no name or password.")
NOT_SECURE = _("Give the whole address, beginning with https://, with no name or password in it.")

NOT_PUBLIC = _("This is not the address of a public website: readers and the portal cannot reach it.")
ODD_PORT = _("Only the usual ports of the web are asked. Give the address without a port.")


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
    """Return a web address, or nothing. Raises ValidationError for one of another kind, with a password in it, or
    that leads to no public machine as it is written.
    """
    if address and not is_plain(address, "http", "https"):
        raise ValidationError(ODD)
    if address:
        refuse_private(address)
    return address


def uncut(field: Any) -> None:
    """Let a field be given more than it takes, and say so: a browser cuts what is pasted without a word."""
    field.widget.attrs.pop("maxlength", None)


def refuse_private(address: str) -> None:
    try:
        check_name(address)
    except NotPublic as error:
        raise ValidationError(NOT_PUBLIC) from error


def refuse_odd_port(address: str) -> None:
    """Raise ValidationError for an address that is never fetched, for its port."""
    try:
        check_port(address)
    except NotPublic as error:
        raise ValidationError(ODD_PORT) from error


def refuse_insecure_address(address: str) -> None:
    """Raise ValidationError for an address that search engines are sent to and that is not secure, or not plain."""
    if address and not is_plain(address, "https"):
        raise ValidationError(NOT_SECURE)

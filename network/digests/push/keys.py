"""The keys by which push services know this portal."""

from __future__ import annotations

import base64
from email.utils import parseaddr

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def has_keys() -> bool:
    """Return whether this portal tells browsers at all."""
    return bool(settings.VAPID_PUBLIC_KEY and settings.VAPID_PRIVATE_KEY)


def contact() -> str:
    """Return where a push service writes that has a question. Source: RFC 8292 s.2.1"""
    return settings.VAPID_CONTACT or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def make_keys() -> tuple[str, str]:
    """Return a new pair of keys, the public one first, as browsers and settings take them."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return in_base64(public), in_base64(private.private_numbers().private_value.to_bytes(32, "big"))


def in_base64(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()

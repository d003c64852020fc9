"""Let a browser be told of notices, and no more."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cities.places.services.door import lock_people
from network.digests.models import Notice, Subscription
from portal.accounts.models import User

MOST = 10
"""Browsers of one person. One more takes the place of the oldest."""
LONGEST = 1000


@transaction.atomic
def subscribe(person: User, *, endpoint: str, p256dh: str, auth: str) -> Subscription:
    """Tell a browser of what is new to a person from now on. Raises ValidationError for what no browser sends.

    A browser that somebody else had told is theirs no more: it proves by its secret that it is the same.
    """
    check_endpoint(endpoint)
    check_key(p256dh)
    check_secret(auth)
    lock_people(person.pk)
    own = {"person": person, "p256dh": p256dh, "auth": auth, "told": newest_notice()}
    known = Subscription.objects.select_for_update(of=("self",)).filter(endpoint=endpoint).first()
    if known and known.person_id != person.pk and known.auth != auth:
        raise ValidationError(_("This browser is told of somebody else's notices."))
    subscription = Subscription.objects.update_or_create(endpoint=endpoint, defaults=own)[0]
    kept = Subscription.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True)[:MOST]
    Subscription.objects.filter(person=person).exclude(pk__in=[*kept, subscription.pk]).delete()
    return subscription


def unsubscribe(person: User, *, endpoint: str = "", pk: int | None = None) -> bool:
    """Tell a browser of a person no more, and return whether it was told. Safe to repeat."""
    which = {"pk": pk} if pk is not None else {"endpoint": endpoint}
    return bool(Subscription.objects.filter(person=person, **which).delete()[0])


def newest_notice() -> int:
    return Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def check_endpoint(endpoint: str) -> None:
    """Refuse an address that is no push service's. What its name leads to is asked whenever something is sent."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    if not host or not is_plain or len(endpoint) > LONGEST or parts.scheme != "https" or parts.username is not None:
        raise ValidationError(_("This is not the address of a push service."))
    if port not in (None, 443) or "." not in host or is_no_name(host):
        raise ValidationError(_("This is not the address of a push service."))


def is_no_name(host: str) -> bool:
    """Return whether a host is an address by number, in any way of writing one, or a name of a network of one's own."""
    end = host.rstrip(".").rpartition(".")[2]
    is_number = ":" in host or end.isdigit() or end.startswith("0x")
    return is_number or end in ("localhost", "local", "internal")


def check_key(p256dh: str) -> None:
    """Refuse what is no point of the curve. Source: RFC 8291 s.2.1"""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(p256dh))
    except ValueError as error:
        raise ValidationError(_("The key of the browser cannot be read.")) from error


def check_secret(auth: str) -> None:
    """Refuse what is no secret of sixteen bytes. Source: RFC 8291 s.3.2"""
    if len(decoded(auth)) != 16:
        raise ValidationError(_("The key of the browser cannot be read."))


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""

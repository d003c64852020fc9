"""What digests that come back, complaints and wishes by mail mean for their people."""

from __future__ import annotations

from typing import Any

from network.digests.choices import Cadence
from network.digests.models import Digest
from network.digests.services.preferring import choose, stop
from network.digests.tokens import BadToken, read_token
from portal.accounts.models import User
from portal.mail.models import SuppressionCause
from portal.mail.returned import register_stop
from portal.mail.returns import register_return
from portal.mail.signals import address_suppressed, address_unsubscribed

DIGEST = "digest"
"""What a return address calls a digest."""


def register() -> None:
    register_return(DIGEST, address_of)
    register_stop(stop_by_mail)
    address_suppressed.connect(on_suppressed, dispatch_uid="digests.undelivered")
    address_unsubscribed.connect(on_unsubscribed, dispatch_uid="digests.undelivered")


def address_of(key: int) -> str:
    """Return the address that a digest goes to now. One that went to a former address is not of it."""
    return Digest.objects.filter(pk=key).values_list("person__email", flat=True).first() or ""


def stop_by_mail(token: str) -> bool:
    """End the digest of the person that a token is of, and return whether it is one."""
    try:
        person = read_token(token)
    except BadToken:
        return False
    stop(person)
    return True


def on_suppressed(sender: Any, address: str, cause: SuppressionCause, **_more: Any) -> None:
    """End what a reader complained of. A letter that came back ends nothing: it goes on once mail arrives again."""
    if cause == SuppressionCause.COMPLAINED:
        end_letters(address)


def on_unsubscribed(sender: Any, address: str, **_more: Any) -> None:
    end_letters(address)


def end_letters(address: str) -> None:
    """Send the person of an address no digest and no letters at once, until they choose some again."""
    for person in User.objects.filter(email__iexact=address).values_list("pk", flat=True):
        choose(person, cadence=Cadence.OFF, at_once=[])

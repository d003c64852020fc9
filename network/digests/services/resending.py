"""Sending a digest again that did not arrive, or may not have: only a person decides that, never a machine.

The row is due again, with the mark of who wanted it; a worker takes it up like any other and draws it from what it
shows. Its Message-ID is the same, so that many mail programs show the two as one.
"""

from __future__ import annotations

from datetime import timedelta

from celery import signature
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from network.digests.choices import DigestState
from network.digests.models import Digest
from network.digests.services.checking import left_out
from network.digests.services.drawing import drawn_again
from portal.accounts.models import User

SEND = "network.digests.tasks.send_some"
RESENDABLE = (DigestState.UNKNOWN, DigestState.FAILED)
TWO_CLICKS = timedelta(minutes=1)
"""Within which a second one is a slip, also where the first has come to nothing by then."""


def resend(digest: Digest, *, by: User) -> bool:
    """Let a digest leave again on commit; False where it is none that may, or somebody else was faster.

    Raises PermissionDenied, and ValidationError where it can not be sent any more: its words say why.
    """
    if not has_perm("digests.run", by):
        raise PermissionDenied
    if reason := left_out([digest]).get(digest.pk):
        raise ValidationError(_("It cannot be sent: %(reason)s.") % {"reason": str(reason.label).lower()})
    if digest.state in RESENDABLE and drawn_again(digest) is None:
        raise ValidationError(_("Nothing is left of it that this person may read and was not told of since."))
    now = timezone.now()
    rows = Digest.objects.filter(pk=digest.pk, state__in=RESENDABLE, attempts=digest.attempts)
    changed = rows.exclude(resent_at__gt=now - TWO_CLICKS).update(
        state=DigestState.DUE, reason="", detail="", tries=0, try_at=now, settled_at=None, resent_at=now, resent_by=by
    )
    if changed:
        transaction.on_commit(signature(SEND).delay, robust=True)
    return bool(changed)

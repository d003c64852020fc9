"""Stopping all digests, and letting them go on: an administrator's act. What is due waits meanwhile."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from network.digests.models import Halt
from portal.accounts.models import User
from portal.text.hidden import one_line


def halt(why: str, *, by: User) -> Halt:
    """Stop all digests; where they are stopped already, return that stop. Raises PermissionDenied, ValidationError."""
    if not has_perm("digests.run", by):
        raise PermissionDenied
    why = one_line(why)
    if not why:
        raise ValidationError({"why": _("Say why, for the other administrators.")})
    stop = Halt(by=by, why=why)
    stop.clean_fields()
    try:
        with transaction.atomic():
            stop.save()
    except IntegrityError:
        return Halt.objects.get(ended_at=None)
    return stop


def go_on(*, by: User) -> bool:
    """Let digests leave again; False where they were not stopped. Raises PermissionDenied."""
    if not has_perm("digests.run", by):
        raise PermissionDenied
    return bool(Halt.objects.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=by))

"""City networks: people are told of invitations, coordinators of who asks to join, and these of the answer."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from cities.places import signals
from cities.places.models import Invitation, Membership
from network.digests.choices import NoticeKind
from network.digests.describing.networks import ANSWER, INVITATION, REQUEST
from network.digests.services.noticing import Cause, notice
from portal.accounts.models import User


def connect() -> None:
    signals.invited.connect(invited, dispatch_uid="digests-notices")
    signals.join_requested.connect(join_requested, dispatch_uid="digests-notices")
    signals.join_answered.connect(join_answered, dispatch_uid="digests-notices")


def invited(invitation: Invitation, **_: Any) -> None:
    """Tell whose confirmed address was invited. One that is sent again is told of again."""
    told = Cause(
        kind=NoticeKind.INVITATION,
        source=INVITATION,
        at=invitation.sent_at,
        actor=invitation.invited_by_id,
        again="later",
    )
    addresses = EmailAddress.objects.filter(email=invitation.email, verified=True)
    notice(told, invitation.pk, User.objects.filter(pk__in=addresses.values("user")))


def join_requested(membership: Membership, **_: Any) -> None:
    told = Cause(
        kind=NoticeKind.INVITATION,
        source=REQUEST,
        at=membership.requested_at or timezone.now(),
        actor=membership.user_id,
        again="later",
    )
    coordinators = Membership.objects.coordinators().of(membership.city_id)
    notice(told, membership.pk, User.objects.filter(pk__in=coordinators.values("user")))


def join_answered(membership: Membership, **_: Any) -> None:
    told = Cause(kind=NoticeKind.INVITATION, source=ANSWER, at=timezone.now(), actor=membership.answered_by_id)
    notice(told, membership.pk, [membership.user_id])

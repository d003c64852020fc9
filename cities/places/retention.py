"""How long networks keep what is settled. The table in docs/running.md says the same."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.places.letters import KIND_PREFIX
from cities.places.models import Invitation, Membership, Submission
from portal.mail.services import forget_letters

SETTLED_FOR = timedelta(days=180)
LETTERS_FOR = timedelta(days=90)
SUBMISSIONS_FOR = timedelta(days=30)


def clear_invitations() -> int:
    """Delete invitations that nobody accepted in half a year, and return how many."""
    last = timezone.now() - SETTLED_FOR
    return Invitation.objects.filter(accepted_at=None, sent_at__lt=last).delete()[0]


def clear_requests() -> int:
    """Forget what was written with requests that came to nothing half a year ago, and return how many."""
    last = timezone.now() - SETTLED_FOR
    came_to_nothing = Membership.objects.filter(
        since=None, state__in=[MembershipState.DECLINED, MembershipState.ENDED], requested_at__lt=last
    )
    written = came_to_nothing.exclude(Q(message="") & Q(organisation_named="") & Q(reason=""))
    return written.update(message="", organisation_named="", reason="")


def clear_submissions() -> int:
    """Forget which forms were sent, after 30 days, and return how many: none is open any more."""
    return Submission.objects.filter(at__lt=timezone.now() - SUBMISSIONS_FOR).delete()[0]


def clear_letters() -> int:
    """Delete what the ledger says of network letters after 90 days, and return how many."""
    return forget_letters(KIND_PREFIX, older_than=LETTERS_FOR)

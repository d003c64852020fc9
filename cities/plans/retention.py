"""How long plans keep what letters leave behind. The table in docs/running.md says the same."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cities.plans.letters import KIND_PREFIX
from cities.plans.models import Follow, Reminder, UpdateLink
from portal.mail.services import forget_letters

KEPT_FOR = timedelta(days=90)
UNCONFIRMED_FOR = timedelta(days=7)


def clear_reminders() -> int:
    """Delete the reminders of weeks that ended 90 days ago, and return how many."""
    return Reminder.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def clear_links() -> int:
    """Delete the links that ended 90 days ago, used or not, and return how many."""
    return UpdateLink.objects.filter(expires_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def clear_unconfirmed() -> int:
    """Forget the addresses that nobody confirmed within a week, and return how many."""
    old = Follow.objects.filter(confirmed_at=None, since__lt=timezone.now() - UNCONFIRMED_FOR)
    return old.delete()[0]


def clear_letters() -> int:
    """Delete what the ledger says of letters on plans after 90 days, and return how many."""
    return forget_letters(KIND_PREFIX, older_than=KEPT_FOR)

"""Letters that wait because their process ended between its commit and the mail server: each is sent once, later.

One that was being handed over when its process ended is not among them: it may have left, and stays unknown.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.mail.models import Letter, LetterState
from portal.mail.sealing import Unreadable, unseal
from portal.mail.services import WAITS_FOR, hand_over, refusal, settle, unwanted

OWN_TIME = timedelta(minutes=5)
"""How long a letter is left to the process that wrote it."""

MOST_AT_ONCE = 500


def send_waiting(*, older_than: timedelta = OWN_TIME) -> int:
    """Send what waits, and return how many letters were taken up. Another sweep at the same time takes up others."""
    now, count = timezone.now(), 0
    while count < MOST_AT_ONCE and (taken := take(now - WAITS_FOR, now - older_than)):
        count += 1
        send(*taken)
    return count


@transaction.atomic
def take(since: datetime, until: datetime) -> tuple[Letter, bytes] | None:
    """Take up the oldest letter that waits and that nobody else takes up; nobody sends it then but the caller."""
    waiting = Letter.objects.filter(state=LetterState.DUE, made_at__gte=since, made_at__lt=until)
    rows = waiting.exclude(sealed=None).select_for_update(of=["self"], skip_locked=True)
    letter = rows.order_by("pk").first()
    if letter is None:
        return None
    sealed = bytes(letter.sealed or b"")
    letter.sealed, letter.state = None, LetterState.SENDING
    letter.save(update_fields=["sealed", "state"])
    return letter, sealed


def send(letter: Letter, sealed: bytes) -> None:
    """Send a letter that was taken up, unless mail goes to its address no longer, or its person turned it off."""
    if reason := refusal(letter.recipient) or unwanted(letter.kind, to=letter.person):
        settle(letter, LetterState.SKIPPED, reason=reason)
        return
    try:
        message = unseal(sealed)
    except Unreadable:
        settle(letter, LetterState.FAILED, reason="The key that its text was kept under is not known any more")
        return
    hand_over(letter, message)

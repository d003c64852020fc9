"""Letters that wait: their process ended between its commit and the mail server, or that did not take them.

Each leaves once. One that was being handed over when its process ended is not among them: it may have left.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.mail.leaving import Going, settle
from portal.mail.models import Letter, LetterState
from portal.mail.sealing import Unreadable, unseal
from portal.mail.services import refusal, unwanted
from portal.mail.still import OUTDATED, outdated

OWN_TIME = timedelta(minutes=5)
"""How long a letter is left to the process that wrote it."""
BUDGET = 50.0
"""Seconds for one go: the next one begins within a minute."""
TROUBLES = 3
"""Failures in a row that do not lie with the addresses, after which the rest is left for the next go."""


def send_waiting(*, older_than: timedelta = OWN_TIME) -> int:
    """Send what waits, and return how many letters were taken up. Another sweep at the same time takes up others."""
    now, count = timezone.now(), 0
    give_up(now)
    with Going(budget=BUDGET, patience=TROUBLES) as going:
        while not going.is_over and (taken := take(now, now - older_than)):
            count += 1
            send(going, *taken)
    return count


def give_up(now: datetime) -> int:
    """Mark as failed what is worth sending no more, and return how many letters. What the server said last stays."""
    late = Letter.objects.filter(state=LetterState.DUE, until__lte=now)
    end = {"state": LetterState.FAILED, "settled_at": now, "sealed": None}
    untried = late.filter(reason="").update(reason=_("It did not leave in time"), **end)
    return untried + late.update(**end)


@transaction.atomic
def take(now: datetime, until: datetime) -> tuple[Letter, bytes] | None:
    """Take up the letter that waits longest and that nobody else takes up; nobody sends it then but the caller.

    One that was not tried yet was made before `until`. One that fails again waits behind all others.
    """
    ready = Q(try_at=None, made_at__lt=until) | Q(try_at__lte=now)
    waiting = Letter.objects.filter(ready, state=LetterState.DUE).exclude(sealed=None)
    rows = waiting.select_for_update(of=["self"], skip_locked=True)
    letter = rows.order_by(Coalesce("try_at", "made_at"), "pk").first()
    if letter is None:
        return None
    sealed = bytes(letter.sealed or b"")
    letter.sealed, letter.state, letter.try_at = None, LetterState.SENDING, timezone.now()
    letter.save(update_fields=["sealed", "state", "try_at"])
    return letter, sealed


def send(going: Going, letter: Letter, sealed: bytes) -> None:
    """Send a letter that was taken up, unless mail goes to its address no longer, or its person turned it off."""
    if reason := refusal(letter.recipient, in_spite=letter.in_spite) or unwanted(letter.kind, to=letter.person):
        settle(letter, LetterState.SKIPPED, reason=reason)
        return
    if outdated([letter]):
        settle(letter, LetterState.SKIPPED, reason=str(OUTDATED))
        return
    try:
        message = unseal(sealed)
    except Unreadable:
        settle(letter, LetterState.FAILED, reason="The key that its text was kept under is not known any more")
        return
    going.hand_over(letter, message, sealed=sealed)

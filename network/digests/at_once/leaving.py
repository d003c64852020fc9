"""Letters at once on their way: what is taken back while they leave one after another does not leave any more."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from network.digests.at_once.facts import Facts
from network.digests.choices import LetterState
from network.digests.models import Notice
from portal.mail.leaving import Going, withdraw
from portal.mail.models import Letter

CHUNK = 20
"""Letters for which is asked again at once, right before they leave, whether they still are to."""
FRESH = 2.0
"""Seconds for which the answer is good."""


class Asking(Going):
    """Letters that leave one after another while it still holds what they were written for.

    One of which that does not hold any more is withdrawn, and its notices are due as before: they are written about
    anew, without what is not to be read.
    """

    def __init__(self, *, budget: float, patience: int) -> None:
        super().__init__(budget=budget, patience=patience)
        self.about: dict[str, list[int]] = {}
        """The notices that a letter is about, by its key."""

    def deliver(self, letters: Iterable[tuple[Letter, EmailMessage]]) -> None:
        """Hand over letter after letter; ask anew for some of them at once, right before."""
        waiting = list(letters)
        while waiting and not self.is_over:
            asked = time.monotonic()
            holding = still_holding(
                {letter.key: self.about.get(letter.key, []) for letter, _message in waiting[:CHUNK]}
            )
            for place, (letter, message) in enumerate(waiting[:CHUNK]):
                if place and time.monotonic() - asked > FRESH:  # where asking itself takes long, one leaves
                    break
                del waiting[0]
                if letter.key in holding:
                    super().deliver([(letter, message)])
                else:
                    write_anew(letter, self.about.get(letter.key, []))


def still_holding(about: Mapping[str, Sequence[int]]) -> set[str]:
    """Return the keys of those letters whose every notice still is to be written about, and may be read."""
    notices = {one.pk: one for one in Notice.objects.filter(pk__in=[key for keys in about.values() for key in keys])}
    facts = Facts(list(notices.values()), timezone.now())
    holds = {key for key, one in notices.items() if facts.is_wanted(one) and (facts.post_of(one) or facts.line_of(one))}
    return {letter for letter, keys in about.items() if holds.issuperset(keys)}


@transaction.atomic
def write_anew(letter: Letter, notices: Sequence[int]) -> None:
    """Withdraw a letter, and let its notices be due again, unless somebody else has taken it up."""
    if withdraw(letter):
        Notice.objects.filter(pk__in=notices, letter=LetterState.WRITTEN).update(letter=LetterState.DUE)

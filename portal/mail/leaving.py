"""Letters on their way: handed over one after another, over one connection, for a bounded time.

One that certainly did not leave waits for `portal.mail.sweeping`. One that may have left is not sent again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError
from django.utils import timezone

from portal.mail import handing
from portal.mail.bounces import note_refused
from portal.mail.handing import Handed, Outcome, Whose, words_of, written
from portal.mail.models import Letter, LetterState
from portal.mail.returns import LETTER, with_return_path

BUDGET = 60.0
"""Seconds for the letters of one transaction; what is left then waits."""
BACKOFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
"""Until a letter is tried again; the last of them every time from then on."""

logger = logging.getLogger(__name__)


class Going:
    """Letters that leave one after another. The first opens the connection, and the end of the block closes it.

    It is over once `budget` seconds have passed, or so many letters in a row have failed for what does not lie with
    their addresses. What is left is due as before: a visitor waits for one failure at most.
    """

    def __init__(self, *, budget: float = BUDGET, patience: int = 1) -> None:
        self._until, self._patience = time.monotonic() + budget, patience
        self._failures = 0
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        if self._connection is not None:
            handing.close(self._connection)

    @property
    def is_over(self) -> bool:
        return self._failures >= self._patience or time.monotonic() > self._until

    def deliver(self, letters: Iterable[tuple[Letter, EmailMessage]]) -> None:
        """Hand over letters that this process wrote, as far as nobody else took them up. Raises nothing: no visitor
        sees our post fail.
        """
        for letter, message in letters:
            if self.is_over:
                return
            try:
                due = Letter.objects.filter(pk=letter.pk, state=LetterState.DUE, attempts=0)
                if due.update(state=LetterState.SENDING, sealed=None):
                    self.hand_over(letter, message, sealed=bytes(letter.sealed) if letter.sealed else None)
            except DatabaseError:
                logger.exception("The state of letter %s could not be written", letter.pk)

    def hand_over(self, letter: Letter, message: EmailMessage, *, sealed: bytes | None) -> None:
        """Hand over a letter that was taken up by the caller alone, and write down what became of it.

        `sealed` is its text, kept again where the letter has to wait.
        """
        try:
            message = written(with_return_path(message, LETTER, letter.pk))
        except Exception as error:  # it cannot be written as mail, and never will be
            logger.exception("Letter %s (%s) cannot be written", letter.pk, letter.kind)
            settle(letter, LetterState.FAILED, reason=words_of(error))
            return
        handed = self._handed(message)
        is_fine = handed.outcome is Outcome.ACCEPTED or handed.whose is Whose.ADDRESS
        self._failures = 0 if is_fine else self._failures + 1
        if handed.outcome is Outcome.ACCEPTED:
            settle(letter, LetterState.SENT)
            return
        waits = handed.outcome is Outcome.LATER and put_back(letter, sealed, said=handed.said)
        logger.warning("Letter %s (%s) %s: %s", letter.pk, letter.kind, "waits" if waits else "failed", handed.said)
        if not waits:
            settle(letter, LetterState.FAILED, reason=handed.said)
        if handed.of_recipient:
            note_refused(letter.recipient, handed.said)

    def _handed(self, message: EmailMessage) -> Handed:
        if self._connection is None:
            try:
                self._connection = get_connection(settings.LETTER_BACKEND)
            except Exception as error:  # a backend that is not configured
                return Handed(Outcome.LATER, words_of(error))
        return handing.hand_over(message, self._connection)


def deliver(letters: Iterable[tuple[Letter, EmailMessage]]) -> None:
    """Hand over the letters of one transaction, over a connection of their own."""
    with Going() as going:
        going.deliver(letters)


def withdraw(letter: Letter) -> bool:
    """Let a letter be as if it had never been written. False where it was taken up, and may have left."""
    return bool(Letter.objects.filter(pk=letter.pk, state=LetterState.DUE, attempts=0).delete()[0])


def put_back(letter: Letter, sealed: bytes | None, *, said: str) -> bool:
    """Let a letter that did not leave wait for another try. False where it has no text to wait with, or no time.

    Where its person left meanwhile, or somebody whom it names, its text is not kept again.
    """
    attempts = letter.attempts + 1
    again = timezone.now() + BACKOFF[min(attempts, len(BACKOFF)) - 1]
    if sealed is None or again >= letter.until:
        return False
    same = {name: getattr(letter, name) for name in ("pk", "recipient", "subject", "person_id")}
    back = {"state": LetterState.DUE, "sealed": sealed, "try_at": again, "attempts": attempts, "reason": said}
    if not Letter.objects.filter(state=LetterState.SENDING, **same).update(**back):
        return False
    for name, value in back.items():
        setattr(letter, name, value)
    return True


def settle(letter: Letter, state: LetterState, *, reason: str = "") -> None:
    """Write what became of a letter."""
    letter.state, letter.reason, letter.settled_at = state, reason, timezone.now()
    letter.save(update_fields=["state", "reason", "settled_at"])

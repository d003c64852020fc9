"""The one door that every letter leaves through: written in the ledger first, sent on commit, never twice.

Letters are sent by this process, not by Celery: most carry one-use links, and a task's arguments would
leave those in the broker. EMAIL_TIMEOUT bounds how long a visitor waits for the mail server.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.mail.bounces import note_refused
from portal.mail.handing import Handed, Outcome, close, hand, words_of
from portal.mail.letters import Words
from portal.mail.models import Letter, LetterState, Suppression
from portal.mail.returns import LETTER, with_return_path
from portal.mail.sealing import seal
from portal.mail.switches import TURNED_OFF, stop_headers, turned_off
from portal.text.hidden import storable

WAITS_FOR = timedelta(days=3)
"""How long a letter may wait to be sent: later it would tell of what is past."""

logger = logging.getLogger(__name__)

# Machines answer neither of these. Source: RFC 3834 s.5; [MS-OXCMAIL] for Exchange.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def send_letter(
    key: str,
    *,
    kind: str,
    to: str,
    words: Words,
    person: AbstractBaseUser | None = None,
    headers: dict[str, str] | None = None,
    in_spite: bool = False,
) -> Letter:
    """Send `words` to one address when the transaction commits, and return the letter's row in the ledger.

    The key says what the letter is about. The first row with a key wins; calling again with the same key
    sends nothing and returns that row, whatever became of it. A mail server that fails raises nothing here:
    the row says "failed" and why. `in_spite` of a suppression goes what finds out whether mail arrives again.
    """
    return post(drawn(words, to, headers), key=key, kind=kind, person=person, in_spite=in_spite)


def drawn(words: Words, to: str, headers: dict[str, str] | None) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(words.subject, words.text, to=[to], headers=headers)
    if words.html:
        message.attach_alternative(words.html, "text/html")
    if words.calendar:
        message.attach_alternative(words.calendar, f"text/calendar; method={method_of(words.calendar)}")
    return message


def method_of(calendar: str) -> str:
    """Return the method of a calendar, which its part of a letter has to repeat. Source: RFC 6047 s.2.4"""
    found = re.search(r"^METHOD:([A-Z]+)", calendar, re.MULTILINE)
    if found is None:
        raise ValueError("A calendar in a letter says what is to be done with it")
    return found[1]


def post(
    message: EmailMessage, *, key: str, kind: str, person: AbstractBaseUser | None = None, in_spite: bool = False
) -> Letter:
    """Send a message that is already made, to its one recipient. See `send_letter`."""
    (to,) = message.to
    letter = Letter(
        key=key,
        kind=kind[:60],
        recipient=to[:254],
        person=person,  # type: ignore[misc]  # the one user model, which this room may not import
        subject=storable(str(message.subject))[:200],
        message_id=message_id(key),
        reason=refusal(to, in_spite=in_spite) or unwanted(kind, to=person),
    )
    own = {**stop_headers(kind, letter.person_id), **message.extra_headers}
    message.extra_headers = {**AUTOMATIC, **own, "Message-ID": letter.message_id}
    if letter.reason:
        letter.state, letter.settled_at = LetterState.SKIPPED, timezone.now()
    else:
        letter.sealed = seal(message)
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError:
        return Letter.objects.get(key=key)
    if letter.state == LetterState.DUE:
        transaction.on_commit(partial(deliver, letter, message))
    return letter


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter among many that leave together. See `send_letter` for what its parts mean."""

    key: str
    kind: str
    to: str
    words: Words
    person: AbstractBaseUser | None = None
    headers: dict[str, str] | None = None


def send_letters(outgoing: Sequence[Outgoing]) -> None:
    """Write many letters in the ledger in a few queries, and send each when the transaction commits.

    One that its person turned off is written as skipped, and one whose key is in the ledger is left out. The caller
    holds a lock that keeps two runs apart: a key that appears meanwhile is an IntegrityError, and none of them is sent.
    """
    known = known_keys(letter.key for letter in outgoing)
    fresh: dict[str, Outgoing] = {}
    for letter in outgoing:
        if letter.key not in known:
            fresh.setdefault(letter.key, letter)
    refused = suppressed(letter.to for letter in fresh.values())
    off = turned_off((letter.kind, letter.person.pk) for letter in fresh.values() if letter.person)
    rows, leaving = [], []
    for letter in fresh.values():
        row = row_for(letter, refused, off)
        rows.append(row)
        if row.state == LetterState.DUE:
            own = {**stop_headers(letter.kind, row.person_id), **(letter.headers or {})}
            headers = {**AUTOMATIC, **own, "Message-ID": row.message_id}
            message = drawn(letter.words, letter.to, headers)
            row.sealed = seal(message)
            leaving.append(partial(deliver, row, message))
    Letter.objects.bulk_create(rows)
    for send in leaving:
        transaction.on_commit(send)


def known_keys(keys: Iterable[str]) -> set[str]:
    """Return those of some keys that the ledger has, whatever became of their letters."""
    return set(Letter.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def row_for(letter: Outgoing, refused: dict[str, str], off: set[tuple[str, int]]) -> Letter:
    """Return the row of a letter for the ledger, settled at once where it does not go to its address or person."""
    row = Letter(
        key=letter.key,
        kind=letter.kind[:60],
        recipient=letter.to[:254],
        person=letter.person,  # type: ignore[misc]  # the one user model, which this room may not import
        subject=storable(letter.words.subject)[:200],
        message_id=message_id(letter.key),
        reason=refused.get(letter.to.lower(), ""),
    )
    if not row.reason and (letter.kind, row.person_id) in off:
        row.reason = str(TURNED_OFF)
    if row.reason:
        row.state, row.settled_at = LetterState.SKIPPED, timezone.now()
    return row


def suppressed(addresses: Iterable[str]) -> dict[str, str]:
    """Return why mail does not go to an address, for those it does not go to, by the address in lower case."""
    rows = Suppression.objects.annotate(lower=Lower("address"))
    found = rows.filter(lower__in={address.lower() for address in addresses})
    return {row.lower: str(row.get_cause_display()) for row in found}


def refusal(address: str, *, in_spite: bool = False) -> str:
    """Return why mail does not go to `address`, or nothing; `in_spite` of a suppression, where there is one."""
    try:
        Letter._meta.get_field("recipient").clean(address, None)
    except ValidationError:
        return str(_("Not an email address"))
    if in_spite:
        return ""
    suppression = Suppression.objects.filter(address__iexact=address).first()
    return str(suppression.get_cause_display()) if suppression else ""


def unwanted(kind: str, *, to: AbstractBaseUser | None) -> str:
    """Return why a letter of this kind does not go to a person who turned such letters off, or nothing."""
    return str(TURNED_OFF) if to and turned_off([(kind, to.pk)]) else ""


def message_id(key: str) -> str:
    """Return the Message-ID of the letter with this key: the same for the same key on the same site."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def deliver(letter: Letter, message: EmailMessage) -> None:
    """Hand the message to the mail server and settle the letter. Raises nothing: no visitor sees our post fail."""
    try:
        due = Letter.objects.filter(pk=letter.pk, state=LetterState.DUE)
        if not due.update(state=LetterState.SENDING, sealed=None):
            return
        hand_over(letter, message)
    except DatabaseError:
        logger.exception("The state of letter %s could not be written", letter.pk)


def hand_over(letter: Letter, message: EmailMessage) -> None:
    """Hand over a letter that was taken up by the caller alone, and settle it."""
    try:
        connection = get_connection(settings.LETTER_BACKEND)
    except Exception as error:  # a backend that is not configured
        handed = Handed(Outcome.LATER, words_of(error))
    else:
        handed = hand(with_return_path(message, LETTER, letter.pk), connection)
        close(connection)
    if handed.outcome is not Outcome.ACCEPTED:
        logger.warning("Letter %s (%s) failed: %s", letter.pk, letter.kind, handed.said)
    settle(letter, LetterState.SENT if handed.outcome is Outcome.ACCEPTED else LetterState.FAILED, reason=handed.said)
    if handed.of_recipient:
        note_refused(letter.recipient, handed.said)


def settle(letter: Letter, state: LetterState, *, reason: str = "") -> None:
    """Write what became of a letter."""
    letter.state, letter.reason, letter.settled_at = state, reason, timezone.now()
    letter.save(update_fields=["state", "reason", "settled_at"])


def settle_interrupted(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Mark as failed the letters whose process ended before it had sent them, and return how many.

    They may or may not have left, so they are not sent again. One that is due waits for `portal.mail.sweeping`.
    """
    now = timezone.now()
    interrupted = Q(state=LetterState.SENDING) | Q(state=LetterState.DUE, sealed=None)
    unsettled = Letter.objects.filter(
        Q(interrupted, made_at__lt=now - older_than) | Q(state=LetterState.DUE, made_at__lt=now - WAITS_FOR)
    )
    return unsettled.update(
        state=LetterState.FAILED, reason=_("The process that sent it ended"), settled_at=now, sealed=None
    )


def forget_letters(kind_prefix: str, *, older_than: timedelta) -> int:
    """Delete settled letters of one kind, whose keys are never used again, and return how many."""
    old = Letter.objects.filter(kind__startswith=kind_prefix, settled_at__lt=timezone.now() - older_than)
    return old.delete()[0]

"""The one door that every letter leaves through: written in the ledger first, sent on commit, never twice.

Letters are sent by this process, not by Celery: most carry one-use links, and a task's arguments would
leave those in the broker. EMAIL_TIMEOUT bounds how long a visitor waits for the mail server, which is tried once for
them: what does not leave then waits, see `portal.mail.leaving`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.mail.bounces import has_bounced
from portal.mail.leaving import Going, deliver
from portal.mail.letters import Words
from portal.mail.models import Letter, LetterState, Suppression, SuppressionCause, waits_until
from portal.mail.sealing import seal
from portal.mail.switches import TURNED_OFF, stop_headers, turned_off
from portal.text.hidden import storable

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
    until: datetime | None = None,
    in_spite: SuppressionCause | None = None,
) -> Letter:
    """Send `words` to one address when the transaction commits, and return the letter's row in the ledger.

    The key says what the letter is about. The first row with a key wins; calling again with the same key
    sends nothing and returns that row, whatever became of it. A mail server that fails raises nothing here:
    the row says why, and the letter waits where it did not leave, until it is worth sending no more: `until`, and
    `WAITS_FOR` at the most. It goes `in_spite` of a suppression for one cause: see `refusal`.
    """
    return post(drawn(words, to, headers), key=key, kind=kind, person=person, until=until, in_spite=in_spite)


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
    message: EmailMessage,
    *,
    key: str,
    kind: str,
    person: AbstractBaseUser | None = None,
    until: datetime | None = None,
    in_spite: SuppressionCause | None = None,
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
        until=no_longer_than(until),
        in_spite=in_spite or "",
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
        transaction.on_commit(partial(deliver, [(letter, message)]))
    return letter


def no_longer_than(until: datetime | None) -> datetime:
    """Return until when a letter waits that is worth sending until some moment, or as long as any."""
    return min(until, waits_until()) if until else waits_until()


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter among many that leave together. See `send_letter` for what its parts mean."""

    key: str
    kind: str
    to: str
    words: Words
    person: AbstractBaseUser | None = None
    headers: dict[str, str] | None = None
    until: datetime | None = None


def send_letters(outgoing: Sequence[Outgoing], going: Going | None = None) -> None:
    """Write many letters in the ledger in a few queries, and send each when the transaction commits.

    They leave over one connection, which is that of `going` where there is more to come, for a bounded time.

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
            leaving.append((row, message))
    Letter.objects.bulk_create(rows)
    if leaving:
        transaction.on_commit(partial(going.deliver if going else deliver, leaving))


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
        until=no_longer_than(letter.until),
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


def refusal(address: str, *, in_spite: SuppressionCause | str | None = None) -> str:
    """Return why mail does not go to `address`, or nothing.

    `in_spite` of letters that came back goes what finds out whether one arrives again; in spite of a complaint what its
    reader asks for at that moment to get in, unless letters came back as well.
    """
    try:
        Letter._meta.get_field("recipient").clean(address, None)
    except ValidationError:
        return str(_("Not an email address"))
    suppression = Suppression.objects.filter(address__iexact=address).first()
    if suppression is None:
        return ""
    if suppression.cause == in_spite and not (in_spite == SuppressionCause.COMPLAINED and has_bounced(address)):
        return ""
    return str(suppression.get_cause_display())


def unwanted(kind: str, *, to: AbstractBaseUser | None) -> str:
    """Return why a letter of this kind does not go to a person who turned such letters off, or nothing."""
    return str(TURNED_OFF) if to and turned_off([(kind, to.pk)]) else ""


def message_id(key: str) -> str:
    """Return the Message-ID of the letter with this key: the same for the same key on the same site."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def settle_interrupted(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Mark as failed the letters whose process ended before it had sent them, and return how many.

    They may or may not have left, so they are not sent again. One that is due waits for `portal.mail.sweeping`.
    """
    now = timezone.now()
    interrupted = Q(state=LetterState.SENDING) | Q(state=LetterState.DUE, sealed=None)
    since = Letter.objects.annotate(taken_up=Coalesce("try_at", "made_at")).filter(interrupted)
    return since.filter(taken_up__lt=now - older_than).update(
        state=LetterState.FAILED, reason=_("The process that sent it ended"), settled_at=now, sealed=None
    )


def forget_letters(kind_prefix: str, *, older_than: timedelta) -> int:
    """Delete settled letters of one kind, whose keys are never used again, and return how many."""
    old = Letter.objects.filter(kind__startswith=kind_prefix, settled_at__lt=timezone.now() - older_than)
    return old.delete()[0]

"""Silence: who has not been seen for long is asked once whether to pause; where nobody answers, digests rest.

Digests are planned again from the day on which the person is seen again, or says that they want to go on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from network.digests.letters import unsubscribing
from network.digests.models import Preference
from network.digests.services.seen import ANSWERED_WITHIN, SEEN, SILENT
from network.digests.tokens import make_token, unsubscribe_url
from network.digests.turning_down import Turn
from portal.accounts.models import User
from portal.mail.letters import compose
from portal.mail.services import Outgoing, send_letters
from portal.text.wrapping import wrapped

AT_ONCE = 50
BUDGET = 120.0
"""Seconds for one run; who is left is asked on the next day."""
LOCK = 0x0D16_0002
"""Of PostgreSQL's advisory locks, held by whoever asks."""
KIND = "digests.silence"

# Who was asked in an earlier silence is asked again in another. What costs nothing is looked at first: most people have
# signed in lately.
UNASKED = f"""
SELECT p.person_id, seen.at FROM digests_preference p
JOIN accounts_user u ON u.id = p.person_id AND u.is_active AND u.anonymised_at IS NULL
CROSS JOIN LATERAL (SELECT {SEEN} AS at) AS seen
WHERE p.person_id > %(after)s AND p.cadence <> 'off' AND p.since <= %(now)s - %(silent)s
  AND (u.last_login IS NULL OR u.last_login <= %(now)s - %(silent)s)
  AND (p.paused_until IS NULL OR p.paused_until <= %(today)s) AND seen.at <= %(now)s - %(silent)s
  AND (p.asked_at IS NULL OR p.asked_at < seen.at)
ORDER BY p.person_id LIMIT %(most)s
"""  # noqa: S608  made of constants


class Silent(NamedTuple):
    """A person, and when they were seen last."""

    person: int
    seen: datetime


def ask_the_silent(at: datetime | None = None) -> int:
    """Ask everybody who has been silent since long enough, once in a silence. Return how many were asked."""
    now, asked, after, until = at or timezone.now(), 0, 0, time.monotonic() + BUDGET
    while time.monotonic() < until and (some := ask_some(now, after)):
        asked, after = asked + len(some), some[-1].person
    return asked


@transaction.atomic
def ask_some(now: datetime, after: int = 0) -> list[Silent]:
    """Ask the next people by letters that leave on commit, in a number of queries that does not grow with them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return []
        asked: dict[str, Any] = {"now": now, "today": timezone.localdate(now), "silent": SILENT}
        cursor.execute(UNASKED, asked | {"after": after, "most": AT_ONCE})
        found = [Silent(*row) for row in cursor.fetchall()]
    if found:
        send_letters(letters_to(found))
        Preference.objects.filter(person__in=[one.person for one in found]).update(asked_at=now)
    return found


def letters_to(found: Sequence[Silent]) -> list[Outgoing]:
    people = User.objects.in_bulk([one.person for one in found])
    return [letter_to(people[one.person], one.seen) for one in found if one.person in people]


def letter_to(person: User, seen: datetime) -> Outgoing:
    """Return the letter that asks a person whether to go on."""
    token = make_token(person.pk)
    link = unsubscribe_url(token)
    context = {
        "name": person.display_name,
        "seen": timezone.localdate(seen),
        "days": ANSWERED_WITHIN.days,
        "keep": f"{link}?choice={Turn.KEEP}",
        "pause": f"{link}?choice={Turn.QUARTER}",
        "stop": f"{link}?choice={Turn.OFF}",
    }
    words = compose("digests/mail/silence", context)
    return Outgoing(
        key=f"{KIND}:{person.pk}:{seen:%Y-%m-%dT%H:%M:%S}",
        kind=KIND,
        to=person.email,
        words=replace(words, text=wrapped(words.text)),
        person=person,
        headers=unsubscribing(token),
    )

"""The demonstration: what people named by their role chose, and a few digests that they were really sent.

Choices are made once: what whoever tries the portal chooses instead stays. Digests go into the mailbox of this machine
by the code that sends all of them, so that what they told of counts as told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from cities.places.demo import cast
from network.digests.choices import Cadence, DigestState
from network.digests.models import Digest, Preference, Run
from network.digests.reading.coming import moments, period_of, zone_for
from network.digests.services import preferring
from network.digests.services.sending import send_batch
from network.forum.models import Thread
from portal.accounts.demo import PEOPLE, DemoPerson
from portal.accounts.models import User
from portal.mail.handing import close

READER, WRITER, REVIEWER = (
    next(one.title for one in PEOPLE if one.title == title) for title in ("Reader", "Writer", "Reviewer")
)
LOOKED_BACK = timedelta(days=15)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person chose; how many days they pause, and how many digests they got before today's visitors came."""

    title: str
    cadence: str
    weekday: int = 0
    hour: int = 7
    paused: int = 0
    got: int = 0

    @property
    def email(self) -> str:
        return DemoPerson(self.title, "").email


WISHES = (
    Wish(title=cast.COORDINATOR_LEEDS, cadence=Cadence.DAILY, got=2),
    Wish(title=cast.MEMBER_GLASGOW, cadence=Cadence.WEEKLY, weekday=1, hour=8, got=1),
    Wish(title=cast.PARTNER_ELSEWHERE, cadence=Cadence.DAILY, hour=17),
    Wish(title=cast.ADVISER, cadence=Cadence.WEEKLY, weekday=4, hour=16),
    Wish(title=WRITER, cadence=Cadence.DAILY, hour=12),
    Wish(title=REVIEWER, cadence=Cadence.WEEKLY, paused=21),
    Wish(title=READER, cadence=Cadence.OFF),
)


def load() -> None:
    """Keep what each chose who has chosen nothing, and send what is to be looked at once there is something to tell."""
    people = {person.email: person for person in User.objects.filter(is_demonstration=True, is_active=True)}
    for wish in WISHES:
        if wish.email in people:
            choose(wish, people[wish.email])
    if settings.MAILBOX_ENABLED and Thread.objects.filter(author__is_demonstration=True).exists():
        transaction.on_commit(lambda: send(people), robust=True)


def choose(wish: Wish, person: User) -> None:
    if Preference.objects.filter(person=person, kept_at=None).exists():
        preferring.choose(person.pk, cadence=wish.cadence, weekday=wish.weekday, hour=wish.hour)
        if wish.paused:
            preferring.pause(person.pk, timezone.localdate() + timedelta(days=wish.paused))


def send(people: dict[str, User]) -> None:
    """Send the digests of the last days to those who have had none, one after another, as it would have been."""
    connection = get_connection(settings.LETTER_BACKEND)
    for wish in WISHES:
        person = people.get(wish.email)
        if person and wish.got and not Digest.objects.filter(person=person).exists():
            for moment in last_moments(wish, person):
                send_batch([taken_up(person, wish, moment)], connection, at=moment)
    close(connection)


def last_moments(wish: Wish, person: User) -> list[datetime]:
    """Return the last moments for which a person would have had digests, the oldest first."""
    return list(before(timezone.now(), wish, person))[-wish.got :]


def before(now: datetime, wish: Wish, person: User) -> Iterator[datetime]:
    chosen = Preference(cadence=wish.cadence, weekday=wish.weekday, hour=wish.hour)
    for moment in moments(chosen, zone_for(person), now - LOOKED_BACK):
        if moment > now:
            return
        yield moment


def taken_up(person: User, wish: Wish, moment: datetime) -> Digest:
    """Return a digest as if it had just been planned and taken up."""
    run = Run.objects.create(at=moment, planned=1)
    period = period_of(wish.cadence, moment.date())
    return Digest.objects.create(
        person=person,
        cadence=wish.cadence,
        period=period,
        run=run,
        state=DigestState.CLAIMED,
        due_at=moment,
        try_at=moment,
        claimed_at=timezone.now(),
        attempts=1,
    )

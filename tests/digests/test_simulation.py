"""Beats that come twice while clocks go back, and people and threads that go while a digest is made."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from network.digests.choices import Cadence, DigestState
from network.digests.models import Digest
from network.digests.services import batch
from network.digests.services.claiming import claim
from network.digests.services.planning import plan
from network.digests.services.sending import send_due
from network.forum.models import Thread
from network.forum.services.splitting import merge
from portal.accounts.erasure import erase_person
from tests.digests.due import became, due_digest, follow, public_thread
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, PreferenceFactory
from tests.factories.forum import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
MAILBOX = "django.core.mail.backends.locmem.EmailBackend"
SATURDAY = datetime(2026, 10, 24, 0, 0, tzinfo=UTC)
"""The day before the clocks go back in London."""


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.LETTER_BACKEND = MAILBOX


@pytest.mark.soak
def test_two_beats_bring_one_digest_a_day_when_the_clocks_go_back(time_machine):
    """The clocks of New York go back a week later, and those of Auckland are in summer time."""
    zones = ["Europe/London", "America/New_York", "Pacific/Auckland"]
    time_machine.move_to(SATURDAY, tick=False)
    thread, people = public_thread(), []
    for zone, hour in product(zones, (4, 7, 23)):
        person = UserFactory(time_zone=zone, joined_at=LONG_AGO)
        PreferenceFactory(person=person, hour=hour, since=SATURDAY)
        follow(person, thread)
        people.append(person)
    for step in range(4 * 24):
        time_machine.move_to(SATURDAY + timedelta(hours=step), tick=False)
        if step % 3 == 0:
            PostFactory(thread=thread)
        for _beat in range(2):
            plan()
            send_due()
    rows = list(Digest.objects.filter(cadence=Cadence.DAILY).select_related("person").order_by("due_at"))
    assert {row.state for row in rows} == {DigestState.SENT}
    for row in rows:
        local = row.due_at.astimezone(ZoneInfo(row.person.time_zone))
        assert (local.date(), local.hour, local.minute) == (row.period, row.person.digest_preference.hour, 0)
    assert Counter(row.person_id for row in rows) == dict.fromkeys((person.pk for person in people), 4)
    addresses = Counter(message.to[0] for message in mail.outbox)
    assert [addresses[person.email] for person in people] == [4] * len(people)
    for person in people:
        shown = [(one["before"], one["number"]) for row in rows if row.person == person for one in row.shown]
        assert [before for before, _number in shown] == [0, *(number for _before, number in shown[:-1])]


def test_weekly_digest_of_the_sunday_on_which_the_clocks_go_back_comes_once(time_machine):
    time_machine.move_to(SATURDAY, tick=False)
    person = PreferenceFactory(cadence=Cadence.WEEKLY, weekday=6, hour=4, since=SATURDAY).person
    for step in range(9 * 24):
        time_machine.move_to(SATURDAY + timedelta(hours=step), tick=False)
        plan()
        plan()
    due = Digest.objects.filter(person=person).order_by("due_at").values_list("due_at", flat=True)
    assert list(due) == [datetime(2026, 10, 25, 4, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)]


def taken_up() -> batch.Batch:
    return batch.Batch(claim(), mail.get_connection(MAILBOX), at=None, until=float("inf"))


def test_person_who_is_erased_while_a_digest_is_made_gets_none():
    gone, stays = due_digest(), due_digest()
    hands = taken_up()
    contents = hands.selected()
    address = gone.person.email
    erase_person(gone.person)
    hands.send(contents)
    assert [message.to for message in mail.outbox] == [[stays.person.email]]
    assert not Digest.objects.filter(person=gone.person, state=DigestState.SENT).exists()
    assert address not in str([message.message() for message in mail.outbox])


def test_thread_that_becomes_part_of_another_while_a_digest_is_made_is_told_of_once():
    moderator = UserFactory(groups=["Moderators"])
    older = public_thread(title="Older")
    younger = ThreadFactory(board=older.board, title="Younger")
    digest = due_digest(younger)
    follow(digest.person, older)
    hands = taken_up()
    contents = hands.selected()
    merge(younger, older, by=moderator)
    hands.send(contents)
    assert became(digest)[0] in (DigestState.SENT, DigestState.EMPTY)
    told = [(row["key"], row["before"], row["number"]) for row in digest.shown]
    assert younger.pk not in {key for key, _before, _number in told}
    again = Digest.objects.create(
        person=digest.person,
        cadence=Cadence.DAILY,
        period=timezone.localdate() + timedelta(days=1),
        due_at=timezone.now(),
        try_at=timezone.now(),
    )
    PostFactory(thread=Thread.objects.get(pk=older.pk))
    send_due()
    again.refresh_from_db()
    assert [(row["key"], row["before"], row["number"]) for row in again.shown] == [(older.pk, 1, 3)]

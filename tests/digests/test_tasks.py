"""The bell: what beat asks for, and `send_digests`, which asks by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone
from kombu.exceptions import OperationalError

from network.digests import tasks
from network.digests.choices import Cadence, DigestState
from network.digests.models import Digest, Halt
from network.digests.services import batch, sending
from network.digests.services.settling import IN_HANDS
from network.digests.services.tally import Stop
from portal.mail.handing import Handed, Outcome, Whose
from tests.digests.due import became, due_digest, follow, public_thread
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, PreferenceFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 11, 25, 7, 0, tzinfo=UTC)
AT = "2024-11-25T07:00Z"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.LETTER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def wants_one(**choices):
    person = UserFactory(joined_at=LONG_AGO)
    follow(person, public_thread())
    PreferenceFactory(person=person, since=MONDAY - timedelta(hours=1), **choices)
    return person


def command(*words: str) -> list[str]:
    out = StringIO()
    call_command("send_digests", *words, stdout=out)
    return out.getvalue().splitlines()


def test_beat_plans_and_sends_and_a_task_that_comes_twice_changes_nothing():
    person = wants_one()
    for _ in range(2):
        tasks.plan_and_send.delay(MONDAY.isoformat())
        tasks.send_some.delay(MONDAY.isoformat())
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_batches_follow_each_other_until_nothing_is_due(monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    monkeypatch.setattr(tasks, "BATCH", 2)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    for _ in range(5):
        due_digest()
    assert tasks.ring() == 1
    assert len(mail.outbox) == 5


def test_as_many_tasks_as_batches_are_asked_for_and_no_more(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "BATCH", 2)
    monkeypatch.setattr(tasks, "AT_ONCE", 3)
    monkeypatch.setattr(tasks.send_some, "apply_async", lambda given, **options: asked.append(options))
    assert tasks.ring() == 0
    for _ in range(3):
        due_digest()
    assert tasks.ring() == 2
    for _ in range(20):
        due_digest()
    assert tasks.ring() == 3
    assert {options["expires"] for options in asked} == {tasks.EXPIRES}


def test_server_that_fails_rings_no_bell_for_ever(monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    due_digest()
    due_digest()
    tally = sending.Tally()
    tally.count("released")
    tally.stop = Stop.TIME
    calls = []
    monkeypatch.setattr(tasks, "send_due", lambda *args, **kwargs: calls.append(1) or tally)
    tasks.send_some()
    assert len(calls) == 1


def test_sweep_takes_care_of_what_a_process_left_and_of_what_is_due():
    digest, left = due_digest(), due_digest()
    ago = timezone.now() - IN_HANDS - timedelta(minutes=1)
    Digest.objects.filter(pk=left.pk).update(state=DigestState.CLAIMED, claimed_at=ago, attempts=1)
    tasks.sweep()
    assert (became(digest)[0], became(left)[0]) == (DigestState.SENT, DigestState.SENT)


def test_tasks_end_long_before_the_broker_would_deliver_them_again(settings):
    limit = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    for task in (tasks.plan_and_send, tasks.send_some, tasks.sweep):
        assert sending.BUDGET < task.soft_time_limit < task.time_limit < limit / 4


def test_command_sends_here_and_says_what_became_of_them():
    wants_one()
    PreferenceFactory(since=MONDAY)
    said = command("--at", AT, "--in-process")
    assert said[:4] == ["Planned: 2", "Sent: 1", "Nothing new: 1", "Skipped: 0"]
    again = command("--at", AT, "--in-process")
    assert again[:3] == ["Planned: 0", "Sent: 0", "Nothing new: 0"]
    assert len(mail.outbox) == 1


def test_command_says_why_some_are_skipped():
    digest = due_digest()
    digest.person.is_active = False
    digest.person.save()
    said = command("--in-process")
    assert said[said.index("Skipped: 1") + 1] == "  The account is closed: 1"


def test_command_says_why_some_are_tried_again_and_when(monkeypatch):
    digest = due_digest()
    monkeypatch.setattr(batch, "hand_over", lambda *args, **kwargs: Handed(Outcome.LATER, "451 later", Whose.SERVER))
    said = command("--in-process")
    assert said[said.index("To be tried again: 1") + 1] == "  The mail server could not be reached: 1"
    digest.refresh_from_db()
    for again in (said, command("--in-process"), command()):
        assert again[-1] == f"1 wait, the next from {timezone.localtime(digest.try_at):%H:%M}."


def test_command_says_what_others_have_in_their_hands():
    digest = due_digest()
    Digest.objects.filter(pk=digest.pk).update(state=DigestState.CLAIMED, claimed_at=timezone.now(), attempts=1)
    assert command("--in-process")[-1] == "1 are in the hands of other processes."


def test_command_says_of_the_broker_too_that_digests_are_stopped():
    due_digest()
    Halt.objects.create(why="Wrong links")
    assert command()[1:] == ["Due: 1. Nothing leaves: an administrator has stopped all digests at /editor/digests/."]


def test_command_without_a_database_says_so(monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError("no route")

    monkeypatch.setattr("network.digests.management.commands.send_digests.plan", away)
    with pytest.raises(CommandError, match="The database does not answer as it should: no route"):
        command("--in-process")


def test_command_says_that_somebody_else_is_planning(monkeypatch):
    monkeypatch.setattr("network.digests.management.commands.send_digests.plan", lambda *args, **kwargs: None)
    assert command("--in-process")[0] == "Planned: 0. Somebody else is planning at this moment; repeat the command."


def test_command_without_a_broker_asks_workers_as_beat_does():
    person = wants_one()
    assert command("--at", AT) == ["Planned: 1", "Due: 1. Workers were asked to send them."]
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert command("--at", AT) == ["Planned: 0", "Nothing is due."]


def test_command_sends_those_of_one_rhythm():
    daily, weekly = wants_one(), wants_one(cadence=Cadence.WEEKLY)
    command("--frequency", "weekly", "--at", AT, "--in-process")
    assert [message.to for message in mail.outbox] == [[weekly.email]]
    assert not Digest.objects.filter(person=daily).exists()


def test_command_says_that_digests_are_stopped():
    due_digest()
    Halt.objects.create(why="A wrong text")
    assert "an administrator has stopped all digests" in command("--in-process")[-1]
    assert mail.outbox == []


@pytest.mark.parametrize(
    "words",
    [
        ("--at", "yesterday"),
        ("--at", ""),
        ("--at", "2026-13-01"),
        ("--at", "0001-01-01"),
        ("--at", "9999-12-31T23:59Z"),
        ("--at", "2026-11-23T07:00+99:00"),
        ("--frequency", "hourly"),
        ("--frequency", "off"),
    ],
)
def test_command_refuses_bad_words_in_one_clear_line(words):
    with pytest.raises(CommandError, match=r"2026-11-23T07:00Z|invalid choice"):
        command(*words)


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(days=1), timedelta(days=365)])
@pytest.mark.parametrize("more", [(), ("--in-process",)])
def test_command_sends_nothing_ahead_of_its_time(ahead, more):
    wants_one()
    with pytest.raises(CommandError, match="is still to come"):
        command("--at", (timezone.now() + ahead).isoformat(), *more)
    assert (Digest.objects.count(), mail.outbox) == (0, [])


def test_command_says_that_the_broker_is_away(monkeypatch):
    due_digest()

    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.send_some, "apply_async", away)
    with pytest.raises(CommandError, match="broker does not answer"):
        command()

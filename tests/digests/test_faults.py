"""Mail servers on bad days: nothing that may have left is sent again, and nothing else is lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail import get_connection
from django.utils import timezone

from network.digests.choices import DigestState, Reason
from network.digests.models import Digest
from network.digests.services import batch
from network.digests.services.claiming import claim
from network.digests.services.planning import plan
from network.digests.services.sending import send_due
from network.digests.services.tally import Stop
from network.forum.models import Reader
from portal.mail.models import Suppression
from tests.digests.due import answer, became, due_digest, follow, public_thread, reach, was_told
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, DigestFactory, PreferenceFactory
from tests.factories.forum import PostFactory
from tests.mail.smtp import DROP, serving
from tests.together import at_once

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=3)


def test_sent_over_one_connection(server):
    for _ in range(3):
        due_digest()
    assert send_due().counts == {DigestState.SENT: 3}
    assert (len(server.messages), server.sessions) == (3, 1)


def test_server_that_ends_the_connection_after_each_message_gets_all_of_them(server):
    digests = [due_digest() for _ in range(4)]
    server.on_text = lambda: threading.Timer(0, server.hang_up).start()
    tally = send_due()
    server.on_text = None
    send_due(timezone.now() + SOON)
    ends = {became(digest)[0] for digest in digests}
    assert ends <= {DigestState.SENT, DigestState.UNKNOWN}, tally
    assert len(server.messages) == len(server.texts) == 4


@pytest.mark.parametrize("refusal", [{"RCPT": "451 later"}, {"END": "452 full"}, {"DATA": "451 full"}])
def test_refused_for_now_is_tried_again_and_arrives_once(server, refusal):
    digest, usual = due_digest(), dict(server.answers)
    answer(server, **refusal)
    assert send_due().counts == {"back": 1}
    assert (became(digest), was_told(digest)) == ((DigestState.DUE, Reason.REFUSED), False)
    assert send_due().counts == {}
    server.answers = usual
    assert send_due(timezone.now() + SOON).counts == {DigestState.SENT: 1}
    assert (len(server.messages), was_told(digest)) == (1, True)


def test_refused_address_has_failed_and_gets_no_more_mail(server):
    digest = due_digest()
    answer(server, RCPT="550 5.1.1 no such user")
    assert send_due().counts == {DigestState.FAILED: 1}
    assert (became(digest), was_told(digest)) == ((DigestState.FAILED, Reason.REFUSED), False)
    assert "5.1.1" in digest.detail
    assert Suppression.objects.filter(address__iexact=digest.person.email).exists()
    assert send_due(timezone.now() + SOON).counts == {}


def test_what_the_server_says_is_kept_without_the_address(server):
    digest = due_digest()
    answer(server, RCPT=f"550 5.1.1 <{digest.person.email.upper()}> is unknown")
    send_due()
    digest.refresh_from_db()
    assert digest.detail == "550 5.1.1 <…> is unknown"


def test_refused_text_has_failed_and_is_no_fault_of_the_address(server):
    digest = due_digest()
    answer(server, END="554 looks like spam")
    assert send_due().counts == {DigestState.FAILED: 1}
    assert became(digest) == (DigestState.FAILED, Reason.REFUSED)
    assert not Suppression.objects.exists()


def test_connection_that_breaks_after_the_text_leaves_it_in_doubt_for_ever(server):
    digest, usual = due_digest(), dict(server.answers)
    answer(server, END=DROP)
    assert send_due().counts == {DigestState.UNKNOWN: 1}
    assert (became(digest), was_told(digest)) == ((DigestState.UNKNOWN, Reason.DROPPED), True)
    server.answers = usual
    for hours in (1, 3, 5):
        assert send_due(timezone.now() + timedelta(hours=hours)).counts == {}
    assert (server.messages, len(server.texts)) == ([], 1)


@pytest.mark.parametrize("end", [DROP, "good day", "251 perhaps"])
def test_text_after_the_first_of_a_connection_that_gets_no_answer_goes_once(server, end):
    digests = [due_digest() for _ in range(3)]
    ends = iter([server.answers["END"], end, server.answers["END"]])
    server.on_text = lambda: answer(server, END=next(ends))
    assert send_due().counts == {DigestState.SENT: 2, DigestState.UNKNOWN: 1}
    server.on_text = None
    answer(server, END="250 taken")
    assert send_due(timezone.now() + SOON).counts == {}
    assert [became(digest)[0] for digest in digests] == [DigestState.SENT, DigestState.UNKNOWN, DigestState.SENT]
    assert [recipient(text) for text in server.texts] == [digest.person.email for digest in digests]
    assert server.sessions == 2, "the one in doubt ended the first connection"


def recipient(text: str) -> str:
    return text.partition("\nTo: ")[2].split()[0]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "EHLO"])
def test_connection_that_breaks_before_the_text_is_tried_again(server, step):
    digest, usual = due_digest(), dict(server.answers)
    answer(server, **{step: DROP}, **({"HELO": DROP} if step == "EHLO" else {}))
    assert send_due().counts == {"back": 1}
    assert became(digest) == (DigestState.DUE, Reason.UNREACHABLE)
    server.answers = usual
    assert send_due(timezone.now() + SOON).counts == {DigestState.SENT: 1}
    assert len(server.messages) == 1


def test_server_that_is_not_there_costs_three_a_try_and_nobody_their_digest(settings):
    with serving() as gone:
        reach(settings, gone.port, timeout=1)
    digests = [due_digest() for _ in range(8)]
    tally = send_due()
    assert (tally.counts, tally.stop) == ({"back": 3, "released": 5}, Stop.SERVER)
    assert sorted(Digest.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 0, 1, 1, 1]
    assert send_due().counts == {}
    with serving() as back:
        reach(settings, back.port)
        assert send_due(timezone.now() + SOON).counts == {DigestState.SENT: 8}
        assert len(back.messages) == len(digests)


def test_server_that_drops_every_text_is_left_after_three(server):
    for _ in range(6):
        due_digest()
    answer(server, END=DROP)
    tally = send_due()
    assert (tally.counts, tally.stop) == ({DigestState.UNKNOWN: 3, "released": 3}, Stop.SERVER)


@pytest.mark.parametrize(
    ("answers", "state", "tried"),
    [
        ({"MAIL": "550 not from you"}, DigestState.DUE, 3),
        ({"DATA": "250 ok"}, DigestState.DUE, 3),
        ({"MAIL": "good day"}, DigestState.DUE, 3),
        ({"EHLO": "good day", "HELO": "good day"}, DigestState.DUE, 3),
        ({"END": "good day"}, DigestState.UNKNOWN, 3),
        ({"END": "251 perhaps"}, DigestState.UNKNOWN, 3),
        ({"END": "250 \0\x07 taken"}, DigestState.SENT, 5),
        ({"END": "550 \0\x07 no"}, DigestState.FAILED, 3),
    ],
)
def test_server_that_lies_or_babbles_suppresses_nobody_and_doubles_nothing(server, answers, state, tried):
    digests = [due_digest() for _ in range(5)]
    usual = dict(server.answers)
    answer(server, **answers)
    tally = send_due()
    states = Counter(became(digest)[0] for digest in digests)
    assert states == Counter([state] * tried + [DigestState.DUE] * (5 - tried)), tally
    assert not Suppression.objects.exists()
    server.answers = usual
    send_due(timezone.now() + SOON)
    after = Counter(became(digest)[0] for digest in digests)
    settled = tried if state != DigestState.DUE else 0
    assert after == Counter([state] * settled + [DigestState.SENT] * (5 - settled))
    assert sorted(map(recipient, server.texts)) == sorted(digest.person.email for digest in digests)


def test_server_that_refuses_everybody_is_left_before_all_have_failed(server):
    for _ in range(batch.REFUSALS + 4):
        due_digest()
    answer(server, RCPT="550 go away")
    tally = send_due()
    assert tally.counts == {DigestState.FAILED: batch.REFUSALS, "released": 4}
    assert tally.stop == Stop.SERVER


def test_slow_server_is_waited_for_within_bounds_and_may_have_taken_it(settings, server):
    digest = due_digest()
    reach(settings, server.port, timeout=0.3)
    server.on_text = lambda: time.sleep(1)
    begun = time.monotonic()
    assert send_due().counts == {DigestState.UNKNOWN: 1}
    assert time.monotonic() - begun < 5
    assert became(digest) == (DigestState.UNKNOWN, Reason.DROPPED)


def test_slow_server_is_left_when_the_time_is_over(server):
    for _ in range(4):
        due_digest()
    server.on_text = lambda: time.sleep(0.7)
    tally = send_due(budget=1)
    assert tally.stop == Stop.TIME
    assert 1 <= tally.counts[DigestState.SENT] <= 3
    assert tally.counts["released"] == 4 - tally.counts[DigestState.SENT]


def test_readers_are_asked_anew_while_a_slow_server_takes_its_time(server, monkeypatch):
    monkeypatch.setattr(batch, "FRESH", 0.2)
    thread = public_thread()
    first, second = due_digest(), due_digest(thread)
    server.on_text = lambda: time.sleep(0.5)
    original = batch.readable_now

    def readable_now(digests, contents):
        found = original(digests, contents)
        type(thread).objects.filter(pk=thread.pk).update(hidden_at=timezone.now())  # right after it was asked
        return found

    monkeypatch.setattr(batch, "readable_now", readable_now)
    assert send_due().counts == {DigestState.SENT: 1, DigestState.EMPTY: 1}
    assert (became(first)[0], became(second)[0]) == (DigestState.SENT, DigestState.EMPTY)


@pytest.mark.django_db(transaction=True)
def test_two_planners_and_eight_workers_bring_one_mail_each(server):
    thread = public_thread()
    now = timezone.now()
    people = UserFactory.create_batch(24, joined_at=LONG_AGO)
    for person in people:
        PreferenceFactory(person=person, since=now - timedelta(days=1), hour=max(4, now.hour - 1))
        follow(person, thread)
    at = now.replace(hour=max(5, now.hour), minute=30)
    faults = at_once(*[lambda: plan(at)] * 2, *[lambda: send_due(at, most=6)] * 8)
    plan(at)
    faults += at_once(*[lambda: send_due(at)] * 8)
    assert faults == []
    assert sorted(recipient(text) for text in server.texts) == sorted(person.email for person in people)
    assert set(Digest.objects.exclude(state=DigestState.SKIPPED).values_list("state", flat=True)) == {DigestState.SENT}


@pytest.mark.django_db(transaction=True)
def test_post_that_commits_while_a_digest_is_made_is_told_of_the_next_time(server, settings):
    thread = public_thread()
    digest = due_digest(thread)
    taken = claim()
    hands = batch.Batch(taken, get_connection(settings.LETTER_BACKEND), at=None, until=float("inf"))
    contents = hands.selected()
    PostFactory(thread=thread)
    hands.send(contents)
    assert Reader.objects.get(person=digest.person, thread=thread).digested == 1
    after = DigestFactory(person=digest.person, period=timezone.localdate() + timedelta(days=1), due_at=timezone.now())
    send_due()
    after.refresh_from_db()
    assert [(row["before"], row["number"]) for row in after.shown] == [(1, 2)]

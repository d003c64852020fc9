"""Letters that the mail server did not take wait and are tried again; what may have left is not sent twice."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cities.plans.services.following import ask_address
from network.events.letters import reminder
from portal.accounts.services import invite
from portal.mail import leaving, sweeping
from portal.mail.leaving import BACKOFF, Going
from portal.mail.letters import Words
from portal.mail.models import Letter, Suppression
from portal.mail.privacy import forget_recipient, replace_subjects
from portal.mail.services import Outgoing, send_letter, send_letters, settle_interrupted
from portal.mail.sweeping import send_waiting
from tests.factories import ActionFactory
from tests.factories.accounts import UserFactory
from tests.factories.events import event_on
from tests.factories.plans import publish
from tests.mail.smtp import DROP, Server, serving

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WORDS = Words(subject="Hello", text="Open /links/secret/\n")
AWAY = {"MAIL": "451 4.3.2 not now"}


@pytest.fixture
def clock(time_machine):
    """Let the time be that of a few minutes later."""
    time_machine.move_to(NOW, tick=False)

    def pass_by(**span: int) -> None:
        time_machine.move_to(timezone.now() + timedelta(**span), tick=False)

    return pass_by


@pytest.fixture
def served(settings):
    """A mail server that letters leave through; what it answers may be changed."""
    with serving() as server:
        settings.LETTER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def now(key: str = "k:1", to: str = "ada@example.org", **more) -> Letter:
        with django_capture_on_commit_callbacks(execute=True):
            row = send_letter(key, kind="k", to=to, words=WORDS, **more)
        row.refresh_from_db()
        return row

    return now


def outgoing(name: str, count: int) -> list[Outgoing]:
    return [Outgoing(key=f"{name}:{n}", kind="k", to=f"r{n}@example.org", words=WORDS) for n in range(count)]


def answer(server: Server, **answers: str) -> None:
    server.answers.update(answers)


def well(server: Server) -> None:
    answer(server, MAIL="250 ok", RCPT="250 ok", END="250 taken", EHLO="250 here")


@pytest.mark.parametrize(
    "answers", [AWAY, {"RCPT": "450 4.2.0 greylisted"}, {"END": "451 try again"}, {"MAIL": DROP}, {"EHLO": DROP}]
)
def test_letter_that_was_not_taken_arrives_later_and_once(send, served, clock, answers) -> None:
    answer(served, **answers)
    row = send()
    assert (row.state, row.attempts, row.settled_at, served.messages) == ("due", 1, None, [])
    assert b"secret" not in bytes(row.sealed)
    well(served)
    clock(seconds=119)
    assert send_waiting() == 0
    clock(seconds=1)
    assert (send_waiting(), send_waiting()) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.sealed, row.reason, len(served.messages)) == ("sent", None, "", 1)
    assert f"Message-ID: {row.message_id}" in served.messages[0]


def test_server_that_cannot_be_reached_costs_one_try_and_no_letter(send, served, clock, settings) -> None:
    settings.EMAIL_PORT = 1
    assert send().state == "due"
    settings.EMAIL_PORT = served.port
    clock(minutes=2)
    send_waiting()
    assert len(served.messages) == 1


@pytest.mark.parametrize("answers", [{"END": DROP}, {"END": "999 what"}])
def test_letter_that_may_have_left_is_never_sent_again(send, served, clock, answers) -> None:
    answer(served, **answers)
    row = send()
    assert (row.state, row.sealed) == ("failed", None)
    well(served)
    clock(days=1)
    assert (send_waiting(older_than=timedelta()), served.messages) == (0, [])


def test_refused_address_waits_for_nothing_and_is_noted(send, served) -> None:
    answer(served, RCPT="550 5.1.1 no such user")
    assert (send().state, Suppression.objects.count()) == ("failed", 1)


def test_tries_come_less_often_and_end_with_what_the_server_said(send, served, clock) -> None:
    answer(served, **AWAY)
    row = send()
    waits = []
    while row.state == "due":
        waits.append(row.try_at - timezone.now())
        clock(seconds=int(waits[-1].total_seconds()))
        send_waiting()
        row.refresh_from_db()
    assert waits[:6] == [*BACKOFF, BACKOFF[-1], BACKOFF[-1]]
    assert timedelta(days=2, hours=22) < timezone.now() - NOW <= timedelta(days=3)
    assert (row.state, row.sealed, row.reason[:12]) == ("failed", None, "SMTPSenderRe")


def test_letter_whose_use_is_short_does_not_come_late(send, served, clock) -> None:
    answer(served, **AWAY)
    row = send(until=NOW + timedelta(minutes=7))
    assert row.until == NOW + timedelta(minutes=7)
    clock(minutes=7)
    well(served)
    send_waiting()
    row.refresh_from_db()
    assert (row.state, row.sealed, served.messages) == ("failed", None, [])
    assert "not now" in row.reason


def test_nothing_waits_longer_than_three_days(send, clock) -> None:
    assert send(until=NOW + timedelta(days=30)).until == NOW + timedelta(days=3)


def test_one_that_is_greylisted_holds_up_no_other(send, served, clock) -> None:
    answer(served, RCPT="450 greylisted")
    for number in range(5):
        send(f"k:{number}")
    clock(minutes=2)
    assert send_waiting() == 5
    assert list(Letter.objects.values_list("attempts", flat=True)) == [2] * 5


def test_server_that_is_away_is_tried_thrice_a_go_and_others_are_first_next_time(send, served, clock) -> None:
    answer(served, **AWAY)
    for number in range(5):
        send(f"k:{number}")
    clock(minutes=2)
    assert send_waiting() == 3
    assert list(Letter.objects.order_by("pk").values_list("attempts", flat=True)) == [2, 2, 2, 1, 1]
    well(served)
    assert send_waiting() == 2
    clock(minutes=10)
    assert send_waiting() == 3
    assert len(served.messages) == 5


def test_visitor_waits_for_one_failure_and_the_other_letters_wait_untried(
    served, clock, django_capture_on_commit_callbacks
) -> None:
    answer(served, **AWAY)
    with django_capture_on_commit_callbacks(execute=True):
        send_letters(outgoing("k", 4))
    assert served.sessions == 1
    assert sorted(Letter.objects.values_list("state", "attempts")) == [("due", 0)] * 3 + [("due", 1)]
    well(served)
    clock(minutes=6)
    assert (send_waiting(), len(served.messages)) == (4, 4)


def test_letters_of_a_go_share_a_connection_also_after_the_server_ended_it(
    served, clock, django_capture_on_commit_callbacks
) -> None:
    letters = outgoing("k", 4)
    with Going() as going:
        for part in (letters[:2], letters[2:]):
            with django_capture_on_commit_callbacks(execute=True):
                send_letters(part, going)
            served.hang_up()
    assert (served.sessions, len(served.messages)) == (2, 4)
    with django_capture_on_commit_callbacks():
        send_letters(outgoing("l", 3))
    clock(minutes=6)
    assert (send_waiting(), served.sessions, len(served.messages)) == (3, 3, 7)


def test_go_ends_with_its_time_between_two_letters(served, monkeypatch, django_capture_on_commit_callbacks) -> None:
    with Going(budget=0.05) as going:
        served.on_text = lambda: time.sleep(0.1)
        with django_capture_on_commit_callbacks(execute=True):
            send_letters(
                [Outgoing(key=f"k:{n}", kind="k", to=f"r{n}@example.org", words=WORDS) for n in range(3)], going
            )
        assert going.is_over
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["due", "due", "sent"]
    monkeypatch.setattr(sweeping, "BUDGET", 0.05)
    assert send_waiting(older_than=timedelta()) == 1
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["due", "sent", "sent"]


@pytest.mark.parametrize(
    "leave",
    [
        lambda row: forget_recipient(0, [row.recipient], instead="nobody@example.org"),
        lambda row: replace_subjects(row.key, "A former member"),
    ],
)
def test_text_of_who_leaves_while_it_is_handed_over_is_not_kept_again(send, served, monkeypatch, leave) -> None:
    answer(served, **AWAY)
    own = leaving.handing.hand_over

    def meanwhile(message, connection):
        leave(Letter.objects.get())
        return own(message, connection)

    monkeypatch.setattr(leaving.handing, "hand_over", meanwhile)
    row = send()
    assert (row.state, row.sealed) == ("failed", None)


def test_letter_that_is_being_tried_again_is_not_taken_for_one_of_an_ended_process(send, served, clock) -> None:
    answer(served, **AWAY)
    send()
    clock(hours=5)
    sweeping.take(timezone.now(), timezone.now())
    assert (settle_interrupted(), Letter.objects.get().state) == (0, "sending")
    clock(hours=2)
    assert (settle_interrupted(), Letter.objects.get().state) == (1, "failed")


def test_letters_whose_link_runs_out_come_while_half_of_its_time_is_left(
    clock, django_capture_on_commit_callbacks
) -> None:
    action, half = ActionFactory(), timedelta(days=1.5)
    publish(action.plan)
    with django_capture_on_commit_callbacks(execute=True):
        invite(UserFactory(email="ada@example.org"))
        ask_address(action.plan, "bo@example.org")
    kinds = ["account.account_made", "plans.confirmation"]
    assert dict(Letter.objects.filter(kind__in=kinds).values_list("kind", "until")) == {
        "account.account_made": NOW + half,
        "plans.confirmation": NOW + half,
    }


def test_reminder_of_an_event_does_not_come_after_it_has_begun(clock) -> None:
    event = event_on(starts_at=NOW + timedelta(hours=3), ends_at=NOW + timedelta(hours=5))
    assert reminder(event, UserFactory()).until == event.starts_at

"""Letters whose process ended between its commit and the mail server are sent later, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.mail import services
from portal.mail.letters import Words
from portal.mail.models import Letter, Suppression
from portal.mail.privacy import forget_recipient, replace_subjects
from portal.mail.services import Outgoing, post, send_letter, send_letters, settle_interrupted
from portal.mail.sweeping import send_waiting
from portal.mail.tasks import sweep
from tests.together import at_once

WORDS = Words(subject="Hello", text="Open /links/secret/\n", html="<p>Rich words.</p>")
HEADERS = {"List-Unsubscribe": "<https://example.org/u>"}


@pytest.fixture
def killed(db, django_capture_on_commit_callbacks):
    """Write letters in a process that is killed before any is sent, some time ago."""

    def write(*numbers, ago=timedelta(minutes=6)):
        with django_capture_on_commit_callbacks():  # and none of them is run
            send_letters(
                [
                    Outgoing(key=f"k:{number}", kind="k", to=f"r{number}@example.org", words=WORDS, headers=HEADERS)
                    for number in numbers
                ]
            )
        Letter.objects.update(made_at=timezone.now() - ago)

    return write


def test_each_is_sent_once_as_it_would_have_been(killed, mailoutbox):
    killed(1, 2, 3)
    assert mailoutbox == []
    sweep()
    sweep()
    assert sorted(mail.to for mail in mailoutbox) == [["r1@example.org"], ["r2@example.org"], ["r3@example.org"]]
    message = mailoutbox[0].message()
    row = Letter.objects.get(recipient=mailoutbox[0].to[0])
    assert (message["Subject"], message["Message-ID"], row.state) == ("Hello", row.message_id, "sent")
    assert (message["Auto-Submitted"], message["List-Unsubscribe"]) == ("auto-generated", "<https://example.org/u>")
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert message["From"] == django_settings.DEFAULT_FROM_EMAIL


def test_single_letter_waits_too(db, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks():
        send_letter("one", kind="k", to="r@example.org", words=WORDS)
    send_waiting(older_than=timedelta(0))
    assert [mail.to for mail in mailoutbox] == [["r@example.org"]]


def test_fresh_letter_is_left_to_its_own_process(killed, mailoutbox):
    killed(1, ago=timedelta(minutes=4))
    sweep()
    assert (mailoutbox, Letter.objects.get().state) == ([], "due")


def test_letter_that_may_have_left_is_not_sent_again(killed, mailoutbox):
    killed(1)
    Letter.objects.update(state="sending", sealed=None)
    sweep()
    assert mailoutbox == []
    Letter.objects.update(made_at=timezone.now() - timedelta(hours=2))
    settle_interrupted()
    assert (Letter.objects.get().state, Letter.objects.get().reason) == ("failed", "The process that sent it ended")


def test_process_that_ends_while_it_hands_over_leaves_the_others_to_be_swept(killed, mailoutbox, monkeypatch):
    killed(1, 2)

    def end(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("portal.mail.leaving.Going.hand_over", end)
        with pytest.raises(SystemExit):
            sweep()
    sweep()
    assert [mail.to for mail in mailoutbox] == [["r2@example.org"]]
    assert Letter.objects.get(key="k:1").state == "sending"


def test_waiting_letter_outlives_the_night_and_not_three_days(killed, mailoutbox):
    killed(1, ago=timedelta(hours=20))
    settle_interrupted()
    row = Letter.objects.get()
    assert (row.state, timedelta(days=2) < row.until - timezone.now() < timedelta(days=3)) == ("due", True)
    Letter.objects.update(until=timezone.now())
    sweep()
    row = Letter.objects.get()
    assert (mailoutbox, row.state, row.sealed, row.reason) == ([], "failed", None, "It did not leave in time")


def test_text_is_sealed_while_it_waits_and_gone_when_it_is_sent(killed, mailoutbox, settings):
    killed(1)
    sealed = bytes(Letter.objects.get().sealed)
    assert b"secret" not in sealed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    sweep()
    assert len(mailoutbox) == 1
    assert Letter.objects.get().sealed is None


def test_text_under_a_key_that_is_gone_is_said_to_have_failed(killed, mailoutbox, settings):
    killed(1)
    settings.SECRET_KEY = "another-key-" * 5
    sweep()
    assert (mailoutbox, Letter.objects.get().state) == ([], "failed")


def test_address_that_bounced_meanwhile_gets_nothing(killed, mailoutbox):
    killed(1)
    Suppression.objects.create(address="r1@example.org", cause="bounced")
    sweep()
    assert (mailoutbox, Letter.objects.get().state) == ([], "skipped")


def test_letter_of_who_left_is_not_sent(killed, mailoutbox):
    killed(1)
    forget_recipient(0, ["r1@example.org"], instead="nobody@example.org")
    sweep()
    assert mailoutbox == []
    assert Letter.objects.get().sealed is None


def test_letter_about_who_left_is_not_sent_and_names_nobody(killed, mailoutbox):
    killed(1)
    replace_subjects(Letter.objects.get().key, "x" * 300)
    sweep()
    assert mailoutbox == []
    assert Letter.objects.get().subject == "x" * 200


def test_letter_with_attachments_is_sent_by_its_own_process_alone(db, django_capture_on_commit_callbacks, mailoutbox):
    message = EmailMessage("Hello", "Words", to=["r@example.org"], attachments=[("a.txt", "a", "text/plain")])
    with django_capture_on_commit_callbacks(execute=True):
        letter = post(message, key="a", kind="k")
    assert (letter.sealed, len(mailoutbox)) == (None, 1)


def test_database_keeps_no_text_of_a_letter_that_is_not_due(killed):
    killed(1)
    with pytest.raises(IntegrityError, match="letter_text_only_while_due"), transaction.atomic():
        Letter.objects.update(state="sent")


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_and_the_process_itself_send_each_once(monkeypatch, mailoutbox):
    left = []
    monkeypatch.setattr(services, "deliver", left.extend)
    send_letters([Outgoing(key=f"k:{n}", kind="k", to=f"r{n}@example.org", words=WORDS) for n in range(8)])
    monkeypatch.undo()

    def own() -> None:
        services.deliver(left)

    def sweeps() -> None:
        send_waiting(older_than=timedelta(0))

    assert at_once(own, sweeps, sweeps) == []
    assert sorted(mail.to[0] for mail in mailoutbox) == [f"r{n}@example.org" for n in range(8)]
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}

"""The one door that letters leave through."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import connection, transaction

from portal.mail.letters import Words
from portal.mail.models import Letter, Suppression
from portal.mail.services import message_id, send_letter
from tests.factories.accounts import UserFactory

WORDS = Words(subject="Hello", text="Plain words.\n", html="<p>Rich words.</p>")


@pytest.fixture
def send(db: None, django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Letter]:
    def now(key: str = "reminder:1:2026-W48", to: str = "ada@example.org", **options: Any) -> Letter:
        with django_capture_on_commit_callbacks(execute=True):
            row = send_letter(key, kind="reminder", to=to, words=WORDS, **options)
        row.refresh_from_db()
        return row

    return now


def test_letter_has_both_parts_and_the_right_headers(send, mailoutbox: list[EmailMultiAlternatives]) -> None:
    row = send(headers={"List-Unsubscribe": "<https://example.org/u>"})
    (mail,) = mailoutbox
    assert (mail.body, mail.alternatives[0].content) == ("Plain words.\n", "<p>Rich words.</p>")
    sent = mail.message()
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] == "<https://example.org/u>"
    assert sent["Message-ID"] == row.message_id
    assert (row.state, row.subject) == ("sent", "Hello")
    assert row.settled_at is not None


def test_same_key_is_never_sent_twice(send, mailoutbox: list) -> None:
    first = send()
    assert send() == first
    assert send(to="other@example.org") == first
    assert len(mailoutbox) == 1


def test_other_key_is_another_letter(send, mailoutbox: list) -> None:
    assert send("a").message_id != send("b").message_id
    assert len(mailoutbox) == 2


def test_message_id_follows_from_key_and_site(settings) -> None:
    settings.SITE_URL = "https://cities.example:8443"
    assert message_id("a") == message_id("a")
    assert message_id("a").endswith("@cities.example>")
    settings.SITE_URL = "https://other.example"
    assert message_id("a").endswith("@other.example>")


@pytest.mark.django_db
def test_nothing_is_sent_before_the_commit(mailoutbox: list, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        row = send_letter("a", kind="reminder", to="ada@example.org", words=WORDS)
    assert mailoutbox == []
    assert row.state == "due"
    callbacks[0]()
    callbacks[0]()
    assert len(mailoutbox) == 1, "a second run of the same callback finds the letter claimed"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_after_a_rollback(mailoutbox: list) -> None:
    with transaction.atomic():
        send_letter("a", kind="reminder", to="ada@example.org", words=WORDS)
        transaction.set_rollback(True)
    assert mailoutbox == []
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_send_one(mailoutbox: list) -> None:
    start = threading.Barrier(6)

    def race() -> None:
        try:
            start.wait(timeout=10)
            send_letter("same", kind="reminder", to="ada@example.org", words=WORDS)
        finally:
            connection.close()

    racers = [threading.Thread(target=race) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(mailoutbox) == 1
    assert Letter.objects.get().state == "sent"


@pytest.mark.parametrize("cause", ["bounced", "complained"])
def test_suppressed_address_gets_nothing(send, mailoutbox: list, cause: str) -> None:
    Suppression.objects.create(address="Ada@Example.org", cause=cause)
    row = send(to="ada@example.org")
    assert (row.state, row.reason.lower()) == ("skipped", cause)
    assert mailoutbox == []


@pytest.mark.parametrize("to", ["nonsense", "", "a@example.org\nBcc: all@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_skipped(send, mailoutbox: list, to: str) -> None:
    assert (send(to=to).state, mailoutbox) == ("skipped", [])


def test_failing_server_is_recorded_and_raises_nothing(send, monkeypatch: pytest.MonkeyPatch, mailoutbox: list) -> None:
    def refuse(*args: object) -> None:
        raise TimeoutError("x" * 1000)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    row = send()
    assert row.state == "failed"
    assert row.reason.startswith("TimeoutError: xxx")
    assert len(row.reason) <= 300
    monkeypatch.undo()
    assert send() == row
    assert mailoutbox == [], "a letter that may have left is not sent again"


def test_subject_cannot_add_a_header(send, mailoutbox: list, db: None, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = send_letter(
            "a", kind="reminder", to="a@example.org", words=Words(subject="Hi\nBcc: all@example.org", text="")
        )
    row.refresh_from_db()
    assert row.state == "failed"
    assert mailoutbox == []


def test_letter_outlives_its_person(send) -> None:
    ada = UserFactory()
    row = send(person=ada)
    ada.delete()
    row.refresh_from_db()
    assert row.person is None


def test_mail_of_a_library_goes_through_the_ledger(
    db: None, settings, mailoutbox: list, django_capture_on_commit_callbacks
) -> None:
    settings.EMAIL_BACKEND = "portal.mail.backends.LedgerBackend"
    Suppression.objects.create(address="bounced@example.org", cause="bounced")
    with django_capture_on_commit_callbacks(execute=True):
        count = send_mail("Hello", "Words.", None, ["ada@example.org", "bounced@example.org"])
        EmailMessage("Copy", "Words.", to=["bo@example.org"], bcc=["cy@example.org"]).send()
    assert count == 1
    assert [mail.recipients() for mail in mailoutbox] == [["ada@example.org"], ["bo@example.org"], ["cy@example.org"]]
    states = dict(Letter.objects.values_list("recipient", "state"))
    assert states == {
        "ada@example.org": "sent",
        "bounced@example.org": "skipped",
        "bo@example.org": "sent",
        "cy@example.org": "sent",
    }

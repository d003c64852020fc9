"""Many letters at once: in the ledger with three queries, and under the same promises as one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from portal.mail.letters import Words
from portal.mail.models import Letter, Suppression
from portal.mail.services import Outgoing, send_letter, send_letters
from tests.factories.accounts import UserFactory

WORDS = Words(subject="Hello", text="Plain words.\n", html="<p>Rich words.</p>")


def outgoing(number: int, **fields: object) -> Outgoing:
    given = {"key": f"many:{number}", "kind": "many", "to": f"reader{number}@example.org", "words": WORDS}
    return Outgoing(**{**given, **fields})


@pytest.fixture
def send(db: None, django_capture_on_commit_callbacks):
    def now(*letters: Outgoing) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            send_letters(letters)

    return now


def test_each_is_sent_as_a_single_one_is(send, mailoutbox) -> None:
    ada = UserFactory(email="ada@example.org")
    send(outgoing(1, to=ada.email, person=ada, headers={"List-Unsubscribe": "<https://example.org/u>"}), outgoing(2))
    first, second = (mail.message() for mail in sorted(mailoutbox, key=lambda mail: mail.to))
    row = Letter.objects.get(key="many:1")
    assert (row.state, row.person, row.recipient, row.subject) == ("sent", ada, "ada@example.org", "Hello")
    assert (first["Message-ID"], first["Auto-Submitted"]) == (row.message_id, "auto-generated")
    assert first["List-Unsubscribe"] == "<https://example.org/u>"
    assert second["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in first.walk()][1:] == ["text/plain", "text/html"]


def test_same_key_is_never_sent_twice(send, mailoutbox) -> None:
    send(outgoing(1), outgoing(1, to="other@example.org"))
    send(outgoing(1), outgoing(2))
    assert sorted(Letter.objects.values_list("key", flat=True)) == ["many:1", "many:2"]
    assert len(mailoutbox) == 2


def test_suppressed_address_gets_nothing(send, mailoutbox) -> None:
    Suppression.objects.create(address="Reader1@Example.org", cause="complained")
    send(outgoing(1), outgoing(2))
    assert [mail.to for mail in mailoutbox] == [["reader2@example.org"]]
    row = Letter.objects.get(key="many:1")
    assert (row.state, row.reason) == ("skipped", "Complained")
    assert row.settled_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 30])
def test_number_of_queries_does_not_grow(django_assert_num_queries, count: int) -> None:
    with django_assert_num_queries(3):
        send_letters([outgoing(number) for number in range(count)])


@pytest.mark.django_db
def test_none_are_no_letter(mailoutbox) -> None:
    send_letters([])
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_key_that_appears_meanwhile_sends_none(mailoutbox, monkeypatch: pytest.MonkeyPatch) -> None:
    send_letter("many:1", kind="many", to="first@example.org", words=WORDS)
    monkeypatch.setattr("portal.mail.services.known_keys", lambda letters: set())
    with pytest.raises(IntegrityError), transaction.atomic():
        send_letters([outgoing(1), outgoing(2)])
    assert [mail.to for mail in mailoutbox] == [["first@example.org"]]

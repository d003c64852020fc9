"""Letters that come back: when mail to an address stops, and when it may go there again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.mail.bounces import Event, forget_bounces, kind_of_answer, kind_of_status, lift, note, note_refused
from portal.mail.models import Bounce, BounceKind, BounceSource, Lifting, Means, Suppression
from portal.mail.signals import address_suppressed

ADA = "ada@example.org"


def happens(key: str, kind: BounceKind = BounceKind.HARD, address: str = ADA, days_ago: int = 0, **more) -> bool:
    at = timezone.now() - timedelta(days=days_ago)
    return note(Event(address=address, kind=kind, source=BounceSource.WEBHOOK, key=key, at=at, **more))


def causes() -> dict[str, str]:
    return dict(Suppression.objects.values_list("address", "cause"))


@pytest.fixture
def told():
    heard: list[tuple[str, str]] = []

    def hear(sender, address, cause, **_more):
        heard.append((address, str(cause)))

    address_suppressed.connect(hear)
    yield heard
    address_suppressed.disconnect(hear)


@pytest.mark.django_db
def test_one_for_good_stops_mail(told):
    assert happens("a")
    assert causes() == {ADA: "bounced"}
    assert told == [(ADA, "bounced")]


@pytest.mark.django_db
def test_three_for_now_within_thirty_days_stop_mail(told):
    assert happens("a", BounceKind.SOFT, days_ago=29)
    assert happens("b", BounceKind.SOFT, address="ADA@Example.org", days_ago=3)
    assert causes() == {}
    assert happens("c", BounceKind.SOFT)
    assert list(causes().values()) == ["bounced"]
    assert len(told) == 1


@pytest.mark.django_db
def test_what_is_older_than_thirty_days_counts_no_more():
    for key, days in (("a", 31), ("b", 3), ("c", 0)):
        happens(key, BounceKind.SOFT, days_ago=days)
    assert causes() == {}


@pytest.mark.django_db
def test_same_event_again_changes_nothing(told):
    assert happens("a", BounceKind.SOFT)
    assert not happens("a", BounceKind.SOFT)
    assert not happens("a", BounceKind.HARD)
    assert Bounce.objects.count() == 1
    assert causes() == {}
    assert told == []


@pytest.mark.django_db
def test_complaint_outweighs_what_came_back(told):
    happens("a")
    happens("b", BounceKind.COMPLAINT)
    happens("c")
    assert causes() == {ADA: "complained"}
    assert told == [(ADA, "bounced"), (ADA, "complained")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "nonsense", "a@b\nBcc: c@d.org", "x" * 300 + "@example.org", "a@\ud800.org"])
def test_what_is_no_address_is_not_noted(address):
    assert not happens("a", address=address)
    assert not Bounce.objects.exists()


@pytest.mark.django_db
def test_words_of_others_are_kept_in_one_short_line():
    happens("a", detail="no\r\nsuch\0user \ud800" + "x" * 1000)
    (detail,) = Bounce.objects.values_list("detail", flat=True)
    assert detail.startswith("no suchuser xx")
    assert len(detail) == 300


@pytest.mark.django_db(transaction=True)
def test_three_at_once_are_counted_as_three():
    start = threading.Barrier(3)

    def report(key: str) -> None:
        try:
            start.wait(timeout=10)
            happens(key, BounceKind.SOFT)
        finally:
            connection.close()

    reports = [threading.Thread(target=report, args=(key,)) for key in "abc"]
    for each in reports:
        each.start()
    for each in reports:
        each.join()
    assert causes() == {ADA: "bounced"}


@pytest.mark.django_db
def test_address_is_let_through_again_and_begins_anew():
    happens("a")
    happens("b", BounceKind.SOFT)
    happens("c", BounceKind.SOFT)
    assert lift(ADA.upper(), means=Means.ADMINISTRATOR, reason="The council's server was away")
    assert causes() == {}
    assert not lift(ADA, means=Means.LINK)
    assert not happens("a")
    happens("d", BounceKind.SOFT)
    assert causes() == {}
    happens("e", days_ago=1)
    assert causes() == {}, "it came back before mail was let through, and is told of late"
    happens("f")
    assert causes() == {ADA: "bounced"}
    assert Lifting.objects.get().reason == "The council's server was away"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 no such user", "hard"),
        ("550 nobody here", "hard"),
        ("550 5.4.1 Recipient address rejected: Access denied", "hard"),
        ("550 5.1.1 User unknown in relay recipient table", "hard"),
        ("556 5.1.10 no mail here", "hard"),
        ("552 mailbox full", "soft"),
        ("552 5.2.2 over quota", "soft"),
        ("554 5.7.1 blocked by policy", "soft"),
        ("554 no", "soft"),
        ("554 5.7.1 Relay access denied", None),
        ("550 relay not permitted", None),
        ("530 5.7.0 Authentication required", None),
        ("550 5.1.8 bad address of sender", None),
        ("550 5.1.1 sender unknown", None),
        ("451 later", None),
        ("SMTPSenderRefused: (550, 'not from you')", None),
        ("SMTPDataError: (554, b'5.1.1 spam')", None),
        ("", None),
    ],
)
def test_answers_of_a_mail_server_are_read(said, kind):
    assert kind_of_answer(said) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [("5.1.1", "hard"), ("5.0.0", "hard"), ("4.4.1", "soft"), ("5.2.2", "soft"), ("2.0.0", None), ("five", None)],
)
def test_enhanced_status_codes_are_read(said, kind):
    assert kind_of_status(said) == kind


@pytest.mark.django_db
def test_refusal_while_sending_is_noted():
    assert note_refused(ADA, "550 5.1.1 nobody here")
    bounce = Bounce.objects.get()
    assert (bounce.source, bounce.kind, bounce.detail) == ("smtp", "hard", "550 5.1.1 nobody here")
    assert not note_refused(ADA, "451 later")
    assert causes() == {ADA: "bounced"}


@pytest.mark.django_db
def test_what_came_back_long_ago_is_forgotten_and_what_is_stopped_stays():
    happens("a", days_ago=366)
    happens("b", days_ago=364)
    assert forget_bounces() == 1
    assert Bounce.objects.get().key == "b"
    assert causes() == {ADA: "bounced"}

"""What comes back to a letter's own address is understood, or set aside, and taken in once."""

from __future__ import annotations

import time

import pytest

from portal.mail.models import Bounce, Letter
from portal.mail.returned import Finding, take_in
from portal.mail.tokens import OneClick, make_token, register_one_click
from tests.mail.reports import complaint, delivery, message
from tests.mail.returns.letters import ADA, causes

pytestmark = pytest.mark.django_db


def test_report_of_a_letter_that_did_not_arrive_stops_mail_to_its_own_address(back: str):
    assert take_in(delivery(back)) is Finding.TAKEN
    assert causes() == {ADA: "bounced"}
    assert "No such user" in Bounce.objects.get().detail


def test_same_report_again_changes_nothing(back: str):
    for _time in range(3):
        take_in(delivery(back, status="4.2.2", diagnostic="smtp; 452 4.2.2 Full"))
    assert [bounce.kind for bounce in Bounce.objects.all()] == ["soft"]
    for number in "23":
        take_in(delivery(back, status="4.2.2", diagnostic="smtp; 452 4.2.2 Full", number=number))
    assert causes() == {ADA: "bounced"}


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "", "hard"),
        ("5.0.0", "smtp; 550 no such user", "hard"),
        ("5.0.0", "smtp; 552 5.2.2 mailbox full", "soft"),
        ("5.7.1", "smtp; 550 5.7.1 policy", "soft"),
        ("4.4.7", "smtp; delivery time expired", "soft"),
    ],
)
def test_status_says_whether_it_is_for_good(back: str, status: str, diagnostic: str, kind: str):
    take_in(delivery(back, status=status, diagnostic=diagnostic))
    assert Bounce.objects.get().kind == kind


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
def test_delay_and_success_change_nothing(back: str, action: str, status: str):
    assert take_in(delivery(back, action=action, status=status)) is Finding.NOTHING
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("to", ["bounces@cities.example", "bounces+l1-aaaaaaaaaaaaaaaa@cities.example", "x@y.org"])
def test_report_without_token_of_ours_is_not_believed(letter: Letter, to: str):
    assert take_in(delivery(to)) is Finding.UNKNOWN
    assert take_in(complaint(to)) is Finding.UNKNOWN
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out"])
def test_complaint_stops_mail(back: str, kind: str):
    assert take_in(complaint("abuse@cities.example", kind=kind, inner=back)) is Finding.TAKEN
    assert causes() == {ADA: "complained"}


def test_feedback_that_is_no_complaint_changes_nothing(back: str):
    assert take_in(complaint("abuse@cities.example", kind="not-spam", inner=back)) is Finding.NOTHING
    assert causes() == {}


def test_automatic_reply_changes_nothing(back: str):
    reply = message(back, "Out of office", Auto_Submitted="auto-replied")
    assert take_in(reply) is Finding.NOTHING
    assert causes() == {}


def test_answer_by_hand_is_not_understood(back: str):
    assert take_in(message(back)) is Finding.UNKNOWN


ended: list[int] = []


@pytest.fixture
def token() -> str:
    ended.clear()
    words = {"title": "t", "question": "q", "button": "b", "done": "d"}
    register_one_click(OneClick(purpose="test.returns", act=ended.append, **words))
    return make_token("test.returns", 42)


def test_wish_by_mail_needs_nothing_but_the_token(token: str):
    folded = f"unsubscribe {token[:20]}\r\n {token[20:]}"
    assert take_in(message("bounces@cities.example", folded)) is Finding.TAKEN
    assert take_in(message("bounces@cities.example", f"UNSUBSCRIBE {token}")) is Finding.TAKEN
    assert ended == [42, 42]


@pytest.mark.parametrize("change", [lambda token: "", lambda token: token[:-1], lambda token: "x" * 5000])
def test_wish_without_token_of_ours_is_not_believed(token: str, change):
    assert take_in(message("bounces@cities.example", f"unsubscribe {change(token)}")) is Finding.UNKNOWN
    assert ended == []


HOSTILE = [
    b"",
    b"\0\xff\xfe",
    b"Subject: =?utf-8?q?=ff=fe?= =?no-such?b?!!!?=\r\nTo: <<<>>>\r\n\r\n",
    b"Content-Type: multipart/report\r\n\r\nno boundary",
    b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\nStatus: \xff",
    b"Content-Type: message/feedback-report\r\n\r\n\xff\0: x",
    b"Content-Type: message/feedback-report\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"".join(
        b"--%c\r\nContent-Type: multipart/mixed; boundary=%c\r\n\r\n" % (97 + n % 25, 98 + n % 25) for n in range(3000)
    ),
    b"To: " + b"bounces+l1-aaaaaaaaaaaaaaaa@cities.example, " * 50_000 + b"\r\n\r\n",
    b"Subject: unsubscribe " + b"=?utf-8?b?" * 5000 + b"\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n" * 2000,
    b"Auto-Submitted: \xff\xff\r\n\r\n",
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_garbage_never_fails(content: bytes):
    assert take_in(content) in (Finding.UNKNOWN, Finding.NOTHING)
    assert not Bounce.objects.exists()


MEGABYTES = 1_900_000
NESTED = b"".join(b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (n, n + 1) for n in range(200))
SLOW = {
    "quotes": b'Content-Type: multipart/mixed; a="' + b';\\"' * (MEGABYTES // 3) + b"\r\n\r\nhi\r\n",
    "semicolons": b"Content-Type: multipart/report" + b";" * MEGABYTES + b"\r\n\r\nhi\r\n",
    "folded": b"Content-Type: multipart/mixed" + b"\r\n ;a" * (MEGABYTES // 5) + b"\r\n\r\nhi\r\n",
    "nested": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    + b'Content-Type: multipart/mixed; b="'
    + b';\\"' * (MEGABYTES // 3)
    + b"\r\n\r\nhi\r\n--a--\r\n",
    "many types": (b'Content-Type: multipart/mixed; b="' + b';\\"' * 3_000 + b"\r\n") * 200 + b"\r\nhi\r\n",
    "headers": b"A:\r\n" * (MEGABYTES // 4) + b"\r\nhi\r\n",
    "parts": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * (MEGABYTES // 7),
    "deep": b"Content-Type: multipart/mixed; boundary=0\r\n\r\n" + NESTED + b"\r\n" * (MEGABYTES // 2),
    "deep digests": b"Content-Type: multipart/digest; boundary=0\r\n\r\n"
    + NESTED.replace(b"mixed", b"digest")
    + b"x\r\n" * 19_000,
    "original": b"Content-Type: text/rfc822-headers\r\n\r\nReturn-Path" + b":" * MEGABYTES,
}


@pytest.mark.parametrize("content", SLOW.values(), ids=SLOW)
def test_message_made_to_take_long_is_set_aside_at_once(content: bytes):
    began = time.process_time()
    assert take_in(b"From: a@b.example\r\n" + content) is Finding.UNKNOWN
    assert time.process_time() - began < 1

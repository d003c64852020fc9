"""Letters come back to an address of their own, and what comes back there is taken in once."""

from __future__ import annotations

import re
import time

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from portal.locks import try_lock, unlock
from portal.mail import imap, tasks
from portal.mail.letters import Words
from portal.mail.models import Bounce, Letter, Suppression
from portal.mail.returned import Finding, take_in
from portal.mail.returns import LETTER, envelope_of, read_token, register_return, tokens_in, with_return_path
from portal.mail.services import send_letter
from portal.mail.tokens import OneClick, make_token, register_one_click
from tests.mail.imap import inbox
from tests.mail.reports import complaint, delivery, message
from tests.mail.smtp import serving

pytestmark = pytest.mark.django_db
ADA = "Ada@example.org"


@pytest.fixture(autouse=True)
def return_address(settings):
    settings.MAIL_RETURN_ADDRESS = "bounces@cities.example"


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(key="a", kind="reminder", recipient=ADA, message_id="<a@x>", state="sent")


@pytest.fixture
def back(letter: Letter) -> str:
    return envelope_of(LETTER, letter.pk, ADA)


def causes() -> dict[str, str]:
    return dict(Suppression.objects.values_list("address", "cause"))


# --- The address ------------------------------------------------------------------------------
def test_address_says_which_letter_and_is_short(letter: Letter, back: str):
    assert re.fullmatch(r"bounces\+l[0-9a-z]+-[a-z2-7]{16}@cities\.example", back)
    (token,) = tokens_in(f"Mail system <{back.upper()}>")
    found = read_token(token)
    assert (found.kind, found.key, found.address) == ("letter", letter.pk, ADA)
    longest = envelope_of(LETTER, 2**63 - 1, ADA).partition("@")[0]
    assert len(longest) <= 64


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bounces@cities.example",
        "bounces+@cities.example",
        "xbounces+l1-aaaaaaaaaaaaaaaa@cities.example",
        "bounces+l1-aaaaaaaaaaaaaaaa@cities.example.org",
        "bounces+l1-aaaaaaaaaaaaaaaa@other.example",
        "bounces+l1-short@cities.example",
    ],
)
def test_what_is_no_address_of_ours_holds_no_token(text: str):
    assert tokens_in(text) == []


def test_forged_tokens_are_not_believed(letter: Letter, back: str):
    (token,) = tokens_in(back)
    number, _, signed = token.partition("-")
    other = Letter.objects.create(key="b", kind="reminder", recipient=ADA, message_id="<b@x>", state="sent")
    (others,) = tokens_in(envelope_of(LETTER, other.pk, ADA))
    forged = (
        f"{number}-{'a' * 16}",
        f"x{number[1:]}-{signed}",
        f"{others.partition('-')[0]}-{signed}",
        f"l{'z' * 13}-{signed}",
    )
    assert [read_token(each) for each in forged] == [None] * len(forged)


def test_token_is_of_the_address_alone_that_the_letter_went_to(letter: Letter, back: str):
    (token,) = tokens_in(back)
    Letter.objects.update(recipient="bo@example.org")
    assert read_token(token) is None


def test_token_outlives_a_change_of_keys(settings, letter: Letter, back: str):
    (token,) = tokens_in(back)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert read_token(token)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_token(token) is None


def test_kinds_begin_differently():
    with pytest.raises(ValueError, match="begin alike"):
        register_return("lesson", str)


def test_reader_sees_the_usual_sender():
    mail = EmailMessage("S", "T", "Resilient Cities <portal@example.org>", [ADA])
    sent = with_return_path(mail, LETTER, 7).message()
    assert mail.from_email == envelope_of(LETTER, 7, ADA)
    assert sent["From"] == "Resilient Cities <portal@example.org>"


def test_without_return_address_and_at_a_provider_nothing_changes(settings):
    settings.MAIL_PROVIDER = "postmark"
    assert with_return_path(EmailMessage("S", "T", "p@example.org", [ADA]), LETTER, 7).from_email == "p@example.org"
    settings.MAIL_PROVIDER, settings.MAIL_RETURN_ADDRESS = "", ""
    assert with_return_path(EmailMessage("S", "T", "p@example.org", [ADA]), LETTER, 7).from_email == "p@example.org"


def sent(django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch, **answers: str) -> tuple[Letter, list]:
    """Send a letter to a mail server that answers so, and return its row and what the server heard of senders."""
    heard: list[str] = []
    with serving(**answers) as server:

        def backend(*_args, **_more):
            return get_connection(
                "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=server.port, timeout=2
            )

        monkeypatch.setattr("portal.mail.leaving.get_connection", backend)
        original = EmailMessage.send
        monkeypatch.setattr(EmailMessage, "send", lambda mail, *a: heard.append(mail.from_email) or original(mail, *a))
        with django_capture_on_commit_callbacks(execute=True):
            row = send_letter("c", kind="reminder", to=ADA, words=Words(subject="S", text="T"))
        row.refresh_from_db()
    return row, heard


def test_letter_leaves_with_its_own_return_address(django_capture_on_commit_callbacks, monkeypatch):
    row, heard = sent(django_capture_on_commit_callbacks, monkeypatch)
    assert row.state == "sent"
    assert heard == [envelope_of(LETTER, row.pk, ADA)]


@pytest.mark.parametrize(
    ("answers", "stopped"),
    [
        ({"RCPT": "550 5.1.1 nobody here"}, {ADA: "bounced"}),
        ({"MAIL": "550 not from you"}, {}),
        ({"END": "554 spam"}, {}),
        ({"RCPT": "451 later"}, {}),
        ({"RCPT": "554 5.7.1 Relay access denied"}, {}),
    ],
)
def test_refusal_of_the_recipient_alone_stops_mail(django_capture_on_commit_callbacks, monkeypatch, answers, stopped):
    row, _heard = sent(django_capture_on_commit_callbacks, monkeypatch, **answers)
    assert row.state == ("due" if answers == {"RCPT": "451 later"} else "failed")
    assert row.reason
    assert causes() == stopped


# --- What comes back --------------------------------------------------------------------------
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


# --- The mailbox ------------------------------------------------------------------------------
def test_mailbox_is_read_and_emptied_and_the_rest_set_aside(settings, back: str):
    with inbox(delivery(back), message(back), message(back, Auto_Submitted="auto-replied"), b"\0") as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        found = imap.read_returns()
        assert found == {Finding.TAKEN: 1, Finding.UNKNOWN: 2, Finding.NOTHING: 1}
        assert box.messages == {}
        assert box.aside == [message(back), b"\0"]
        assert imap.read_returns() == {}
    assert causes() == {ADA: "bounced"}


def test_crash_between_writing_and_removing_costs_nothing(settings, back: str):
    with inbox(delivery(back, status="4.2.2", diagnostic="")) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        box.drops = {"UID STORE"}
        for _time in range(3):
            with pytest.raises(imap.Unreachable):
                imap.read_returns()
        assert Bounce.objects.count() == 1
        assert len(box.messages) == 1
        box.drops = set()
        assert imap.read_returns() == {Finding.TAKEN: 1}
        assert box.messages == {}
    assert Bounce.objects.count() == 1


def test_what_cannot_be_written_down_stays(settings, back: str, monkeypatch: pytest.MonkeyPatch):
    def fail(event):
        raise DatabaseError

    with inbox(delivery(back), message(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        with monkeypatch.context() as patched:
            patched.setattr("portal.mail.returned.note", fail)
            assert imap.read_returns() == {Finding.UNKNOWN: 1}
        assert list(box.messages.values()) == [delivery(back)]
        assert imap.read_returns() == {Finding.TAKEN: 1}


def test_message_that_killed_its_reader_is_set_aside_and_the_next_one_read(settings, back: str, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(content):
        raise Killed

    with inbox(message(back), delivery(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        with monkeypatch.context() as patched:
            patched.setattr(imap, "take_in", kill)
            patched.setattr(imap.cache, "delete", lambda key: None)  # what is killed cleans up nothing
            with pytest.raises(Killed):
                imap.read_returns()
        assert len(box.messages) == 2
        with monkeypatch.context() as patched:
            patched.setattr("portal.mail.returned.judge", lambda message, content: Finding.TAKEN)
            assert imap.read_returns() == {Finding.UNKNOWN: 1, Finding.TAKEN: 1}
        assert box.aside == [message(back)]


def test_slow_mailbox_is_read_further_by_the_next_run(settings, back: str, monkeypatch: pytest.MonkeyPatch):
    with inbox(delivery(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        with monkeypatch.context() as patched:
            patched.setattr(imap, "LONGEST_RUN", -1.0)
            assert imap.read_returns() == {}
        assert imap.read_returns() == {Finding.TAKEN: 1}


def test_huge_message_is_not_fetched(settings, back: str):
    with inbox(delivery(back)) as box:
        settings.MAIL_RETURN_MAILBOX, box.sizes = box.address, {1: 50 * 1024 * 1024}
        assert imap.read_returns() == {Finding.UNKNOWN: 1}
        assert (box.fetched, len(box.aside)) == ([], 1)


@pytest.mark.parametrize("refused", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID COPY", "UID STORE"])
def test_refusing_mailbox_is_told_of_and_loses_nothing(settings, back: str, refused: str):
    with inbox(message(back)) as box:
        settings.MAIL_RETURN_MAILBOX, box.refuses = box.address, {refused}
        with pytest.raises(imap.Unreachable):
            imap.read_returns()
        assert list(box.messages.values()) == [message(back)]


def test_mailbox_that_is_not_there_is_told_of(settings):
    with inbox() as box:
        settings.MAIL_RETURN_MAILBOX = box.address
    with pytest.raises(imap.Unreachable, match="refused"):
        imap.read_returns()
    tasks.read_what_came_back()
    with pytest.raises(CommandError, match="refused"):
        call_command("read_returns")


def test_command_says_what_it_found(settings, back: str, capsys: pytest.CaptureFixture[str]):
    with inbox(delivery(back), message(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        call_command("read_returns")
    assert capsys.readouterr().out == "1 taken in, 1 not understood.\n"
    settings.MAIL_RETURN_MAILBOX = ""
    with pytest.raises(CommandError, match="MAIL_RETURN_MAILBOX"):
        call_command("read_returns")


@pytest.mark.django_db(transaction=True)
def test_task_does_nothing_while_another_reads(settings, monkeypatch: pytest.MonkeyPatch):
    read: list[bool] = []
    settings.MAIL_RETURN_MAILBOX = "imap://nowhere"
    monkeypatch.setattr(tasks, "read_returns", lambda: read.append(True) or {})
    tasks.read_what_came_back()
    assert read == [True]

    import threading

    from django.db import connection

    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        try_lock(tasks.READING)
        held.set()
        over.wait(10)
        unlock(tasks.READING)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    tasks.read_what_came_back()
    over.set()
    holder.join()
    assert read == [True]

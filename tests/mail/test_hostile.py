"""What strangers put into letters, and mail servers that are slow or lie: nothing breaks, and nothing is sent twice."""

from __future__ import annotations

import socket
import threading
import time
from email import message_from_string, policy

import pytest
from django.core.mail import get_connection

from portal.mail.bounces import note_refused
from portal.mail.letters import Words, compose
from portal.mail.models import Letter, Suppression
from portal.mail.services import send_letter
from tests.mail.smtp import DROP, serving

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
WORDS = Words(subject="Hello", text="Words.\n")


@pytest.fixture
def send(django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch):
    def now(port: int, *, to: str = "ada@example.org", words: Words = WORDS, timeout: int = 2, **more) -> Letter:
        connection = get_connection(SMTP, host="127.0.0.1", port=port, timeout=timeout)
        monkeypatch.setattr("portal.mail.leaving.get_connection", lambda *_args: connection)
        with django_capture_on_commit_callbacks(execute=True):
            row = send_letter(f"k:{time.time_ns()}", kind="reminder", to=to, words=words, **more)
        row.refresh_from_db()
        return row

    return now


@pytest.mark.parametrize("to", ["ädä@example.org", "ada@exa mple.org", "“ada”@example.org", "ada@ex\u202eample.org"])
def test_address_that_mail_does_not_carry_is_skipped(send, to: str):
    with serving() as server:
        assert send(server.port, to=to).state in ("skipped", "failed")
        assert server.messages == []


def test_address_with_a_host_in_other_letters_is_written_in_its_own_form(send):
    with serving() as server:
        assert send(server.port, to="ada@bücher.example").state == "sent"
        assert "To: ada@xn--bcher-kva.example" in server.messages[0]


@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: all@example.org", "Ada\nX-Evil: 1", "Ada\x00", "Ada\u2028X: 1", "=?utf-8?q?x?="]
)
def test_name_adds_no_header(send, name: str):
    words = compose("mail/note", {"title": f"{name} writes", "name": name, "paragraphs": [name], "why": name})
    with serving() as server:
        row = send(server.port, words=words)
        for text in server.messages:
            message = message_from_string(text, policy=policy.default)
            assert set(message.keys()) == {
                "Content-Type", "MIME-Version", "Subject", "From", "To", "Date",
                "Auto-Submitted", "X-Auto-Response-Suppress", "Message-ID",
            }  # fmt: skip
    assert row.state in ("sent", "failed")


@pytest.mark.parametrize(
    "headers", [{"X-Thread": "a\nBcc: all@example.org"}, {"In-Reply-To": "<a>\r\n\r\nwords"}, {"Reply-To": "a\rb"}]
)
def test_header_that_holds_another_is_not_sent(send, headers: dict[str, str]):
    with serving() as server:
        assert send(server.port, headers=headers).state == "failed"
        assert server.messages == []
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"END": DROP},
        {"END": "999 what"},
        {"END": "maybe"},
        {"END": "250"},
        {"RCPT": "999 what"},
        {"MAIL": "hello"},
        {"DATA": "250 ok"},
        {"EHLO": "500 what", "HELO": "500 what"},
        {"RCPT": "550 " + "x" * 400},
        {"RCPT": "550 5.1.1 \x00\x07"},
        {"MAIL": "250-" + "x" * 400},
    ],
)
def test_server_that_lies_costs_nothing_but_the_letter(send, answers: dict[str, str]):
    with serving(**answers) as server:
        row = send(server.port)
        assert server.sessions == 1
    waits = "MAIL" in answers or "DATA" in answers
    assert row.state == ("sent" if answers == {"END": "250"} else "due" if waits else "failed")
    assert len(row.reason) <= 300


def test_refusal_in_odd_letters_is_kept_as_text():
    assert note_refused("ada@example.org", "550 5.1.1 \x00\x07 \ud800")
    assert Suppression.objects.count() == 1


def test_server_that_is_slow_is_waited_for_no_longer_than_set(send):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        row = send(silent.getsockname()[1], timeout=1)
        assert time.monotonic() - began < 10
    assert (row.state, "imed out" in row.reason) == ("due", True)


def test_server_that_drips_does_not_send_twice(send, monkeypatch: pytest.MonkeyPatch):
    def slowly(file, answer: str) -> bool:
        for letter in f"{answer}\r\n".encode():
            file.write(bytes([letter]))
            file.flush()
            threading.Event().wait(0.001)
        return True

    monkeypatch.setattr("tests.mail.smtp.say", slowly)
    with serving() as server:
        assert send(server.port).state == "sent"
        assert len(server.messages) == 1

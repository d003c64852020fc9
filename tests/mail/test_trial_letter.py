"""`send_trial_letter` says plainly what went wrong with the mail server."""

from __future__ import annotations

import smtplib
import socket
import ssl

import pytest
from django.core.management import CommandError, call_command

from portal.mail.models import Suppression
from portal.mail.plain_words import in_plain_words
from tests.mail.smtp import DROP, serving

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def attempt(settings, **answers: str) -> str:
    """Return what the command says of a server that answers so."""
    with serving(**answers) as server:
        settings.LETTER_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        with pytest.raises(CommandError) as raised:
            call_command("send_trial_letter", "ada@example.org")
    return str(raised.value)


def test_letter_leaves(settings, capsys: pytest.CaptureFixture[str]):
    with serving() as server:
        settings.LETTER_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        call_command("send_trial_letter", "ada@example.org")
        assert "a trial letter" in server.messages[0]
    said = capsys.readouterr().out
    assert f"through 127.0.0.1, port {server.port}, no TLS, without a user." in said
    assert "The letter has left." in said


def test_letter_of_the_local_mailbox_is_said_to_stay(settings, tmp_path, capsys: pytest.CaptureFixture[str]):
    settings.LETTER_BACKEND, settings.MAILBOX_DIR = "portal.mail.mailbox.MailboxBackend", tmp_path
    call_command("send_trial_letter", "ada@example.org")
    said = capsys.readouterr().out
    assert "The letter stays on this machine" in said
    assert "The letter has left" not in said
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"RCPT": "550 5.1.1 nobody here"}, "refuses the recipient: 550 5.1.1 nobody here"),
        ({"MAIL": "550 not from you"}, "refuses the sender webmaster@localhost"),
        ({"END": "554 spam"}, "refuses the letter itself: 554 spam"),
        ({"EHLO": DROP}, "It ended the connection"),
        ({"RCPT": DROP}, "It ended the connection"),
        ({"MAIL": "421 closing"}, "421 closing"),
    ],
)
def test_each_answer_is_explained(settings, answers: dict[str, str], words: str):
    settings.DEFAULT_FROM_EMAIL = "webmaster@localhost"
    assert words in attempt(settings, **answers)


def test_user_and_password_are_explained(settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
    ehlo = "250-here\r\n250 AUTH PLAIN"
    assert "does not take the user and the password" in attempt(settings, EHLO=ehlo, AUTH="535 5.7.8 no")
    assert "does not offer what EMAIL_URL asks for" in attempt(settings)


def test_tls_that_is_not_offered_is_explained(settings):
    settings.EMAIL_USE_TLS = True
    assert "smtps:// speaks TLS from the start" in attempt(settings)
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    assert "TLS failed" in attempt(settings)


def test_server_that_is_not_there_is_explained(settings):
    settings.LETTER_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    with serving() as server:
        settings.EMAIL_PORT = server.port
    with pytest.raises(CommandError, match="connection was refused"):
        call_command("send_trial_letter", "ada@example.org")
    settings.EMAIL_HOST = "mail.invalid"
    with pytest.raises(CommandError, match=r"mail\.invalid is not known to DNS"):
        call_command("send_trial_letter", "ada@example.org")


def test_server_that_says_nothing_is_explained(settings):
    settings.EMAIL_TIMEOUT = 1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LETTER_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
        settings.EMAIL_PORT = silent.getsockname()[1]
        with pytest.raises(CommandError, match="did not answer within 1 seconds"):
            call_command("send_trial_letter", "ada@example.org")


def test_provider_without_its_key_is_explained(settings):
    settings.LETTER_BACKEND, settings.MAIL_PROVIDER = "anymail.backends.postmark.EmailBackend", "postmark"
    settings.ANYMAIL = {}
    with pytest.raises(CommandError, match=r"settings are not complete.*POSTMARK_SERVER_TOKEN"):
        call_command("send_trial_letter", "ada@example.org")


@pytest.mark.parametrize("address", ["nonsense", "", "a@b.org\nBcc: c@d.org", "a@b.org, c@d.org"])
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(CommandError, match="is not an email address"):
        call_command("send_trial_letter", address)


def test_stopped_address_is_told_of(mailoutbox: list, capsys: pytest.CaptureFixture[str]):
    Suppression.objects.create(address="ada@example.org", cause="bounced")
    call_command("send_trial_letter", "ada@example.org")
    assert len(mailoutbox) == 1
    assert "Other letters do not go to this address: bounced." in capsys.readouterr().out


def test_what_is_not_known_is_said_as_it_is():
    assert in_plain_words(ValueError("odd")) == "ValueError: odd"
    assert "not trusted" in in_plain_words(ssl.SSLCertVerificationError(1, "self-signed"))
    assert "answered 500 no" in in_plain_words(smtplib.SMTPConnectError(500, b"no"))

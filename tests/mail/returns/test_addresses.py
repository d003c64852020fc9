"""Each letter leaves with an address of its own to come back to, which is believed of its recipient alone."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage, get_connection

from portal.mail.letters import Words
from portal.mail.models import Letter
from portal.mail.returns import LETTER, envelope_of, read_token, register_return, tokens_in, with_return_path
from portal.mail.services import send_letter
from tests.mail.returns.letters import ADA, causes
from tests.mail.smtp import serving

pytestmark = pytest.mark.django_db


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

"""Where mail goes, from the environment."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from network.digests.push.keys import make_keys
from portal.environment import Environment, MissingVariable
from portal.mail.checks import NOT_COMPLETE
from portal.mail_settings import provider_settings, push_key, return_address, return_mailbox, sender, smtp_settings

NAMES = ("EMAIL_URL", "MAIL_PROVIDER", "MAIL_PROVIDER_SETTINGS", "MAIL_WEBHOOK_SECRET")
PRODUCTION = {
    "PORTAL_MODE": "production",
    "DATABASE_URL": "postgres://x@y/z",
    "REDIS_URL": "redis://x:6379",
    "SECRET_KEY": "s",
    "ALLOWED_HOSTS": "cities.example",
    "SITE_URL": "https://cities.example",
}


def email(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in {**PRODUCTION, **given}.items():
        monkeypatch.setenv(name, value)
    return Environment().email()


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://mail.example.org:1025", 1025, False, False),
        ("smtp+tls://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp+ssl://mail.example.org:8465", 8465, False, True),
    ],
)
def test_any_mail_server_can_be_named(address: str, port: int, starttls: bool, tls: bool) -> None:
    found = smtp_settings(address)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starttls, tls)
    assert found["EMAIL_TIMEOUT"] == 20


def test_user_password_and_time_are_read() -> None:
    found = smtp_settings("smtp+tls://portal%40example.org:p%3Aa%2Fs@[::1]:587?timeout=5")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("portal@example.org", "p:a/s")
    assert (found["EMAIL_HOST"], found["EMAIL_TIMEOUT"]) == ("::1", 5)


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"EMAIL_URL": "http://mail.example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://x:port"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://x?timeout=soon"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://x?timeout=0"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://x?timeout=9999"}, "EMAIL_URL"),
        ({"MAIL_PROVIDER": "nonsense"}, "MAIL_PROVIDER"),
        ({"MAIL_PROVIDER": "../postmark"}, "MAIL_PROVIDER"),
        ({"MAIL_PROVIDER": "postmark", "MAIL_PROVIDER_SETTINGS": "{"}, "MAIL_PROVIDER_SETTINGS"),
        ({"MAIL_PROVIDER": "postmark", "MAIL_PROVIDER_SETTINGS": "[]"}, "MAIL_PROVIDER_SETTINGS"),
        ({"MAIL_PROVIDER": "postmark", "MAIL_WEBHOOK_SECRET": "no-colon"}, "MAIL_WEBHOOK_SECRET"),
        ({"MAIL_PROVIDER": "postmark", "MAIL_WEBHOOK_SECRET": "user:"}, "MAIL_WEBHOOK_SECRET"),
    ],
)
def test_what_cannot_be_read_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variables: dict[str, str], name: str
) -> None:
    with pytest.raises(MissingVariable):
        email(monkeypatch, **variables)
    said = capsys.readouterr().err
    assert said.startswith(f"{name} cannot be read: ")
    assert said.count("\n") == 1


def test_provider_takes_the_place_of_a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = '{"POSTMARK_SERVER_TOKEN": "t"}'
    found = email(
        monkeypatch, MAIL_PROVIDER="postmark", MAIL_PROVIDER_SETTINGS=keys, MAIL_WEBHOOK_SECRET="events:secret"
    )
    assert found["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
    assert found["MAIL_PROVIDER"] == "postmark"
    anymail = found["ANYMAIL"]
    assert (anymail["POSTMARK_SERVER_TOKEN"], anymail["WEBHOOK_SECRET"]) == ("t", "events:secret")
    assert anymail["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}
    assert "WEBHOOK_SECRET" not in provider_settings("postmark", {}, "")["ANYMAIL"]


def test_production_needs_one_of_the_two(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(MissingVariable):
        email(monkeypatch)
    assert "without EMAIL_URL" in capsys.readouterr().err
    assert email(monkeypatch, EMAIL_URL="smtp://x")["MAIL_PROVIDER"] == ""


def test_without_either_letters_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    found = email(monkeypatch, PORTAL_MODE="embedded")
    assert (found["EMAIL_BACKEND"], found["MAIL_PROVIDER"]) == ("portal.mail.mailbox.MailboxBackend", "")


@pytest.mark.parametrize("address", ["", "bounces@example.org", f"{'b' * 32}@example.org"])
def test_return_address_leaves_room_for_a_token(address: str) -> None:
    assert return_address(address) == address


@pytest.mark.parametrize("address", ["x", "@x.org", "a@", "a b@x.org", "a@b.org\n", "ä@x.org", f"{'b' * 33}@x.org"])
def test_return_address_that_cannot_be_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"not an email address|more than 32"):
        return_address(address)


@pytest.mark.parametrize("address", ["pop3://x", "https://x", "imaps://", "imaps://x:y", "x"])
def test_return_mailbox_that_cannot_be_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="it"):
        return_mailbox(address)
    assert return_mailbox("imaps://u:p@host/INBOX") == "imaps://u:p@host/INBOX"


@pytest.mark.parametrize("given", ["Resilient Cities <portal@localhost>", "portal@cities.example", "R <a.b+c@x.org>"])
def test_sender_is_one_address_with_or_without_a_name(given: str) -> None:
    assert sender(given) == given


@pytest.mark.parametrize("given", ["", "nonsense", "a@b.org, c@d.org", "R a@b.org", "a@b.org\nBcc: c@d.org"])
def test_sender_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is not an email address"):
        sender(given)


def test_keys_that_the_command_prints_are_keys_and_others_are_not() -> None:
    public, private = make_keys()
    assert (push_key(public, 65), push_key(private, 32), push_key("", 32)) == (public, private, "")
    for given, octets in (("nonsense", 32), ("\u00e4", 32), (public, 32), (private, 65)):
        with pytest.raises(ValueError, match="it "):
            push_key(given, octets)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"VAPID_PUBLIC_KEY": "x", "VAPID_PRIVATE_KEY": "y"}, "VAPID_PUBLIC_KEY cannot be read: "),
        ({"VAPID_PUBLIC_KEY": make_keys()[0]}, "VAPID_PRIVATE_KEY is missing"),
        ({"VAPID_PRIVATE_KEY": make_keys()[1]}, "VAPID_PUBLIC_KEY is missing"),
    ],
)
def test_pair_of_keys_that_is_none_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], names: dict[str, str], said: str
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MissingVariable):
        Environment().push_keys()
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(("keys", "found"), [({}, [NOT_COMPLETE]), ({"POSTMARK_SERVER_TOKEN": "t"}, [])])
def test_provider_without_its_key_is_found_by_a_check(settings, keys: dict[str, str], found: list[str]) -> None:
    settings.LETTER_BACKEND, settings.MAIL_PROVIDER = "anymail.backends.postmark.EmailBackend", "postmark"
    settings.ANYMAIL = keys
    errors = [one for one in run_checks() if one.id == NOT_COMPLETE]
    assert [one.id for one in errors] == found
    assert all("MAIL_PROVIDER is postmark" in one.msg and "POSTMARK_SERVER_TOKEN" in one.msg for one in errors)

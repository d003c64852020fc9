"""Signing up, with the link that comes by mail."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from portal.accounts.models import User
from tests.accounts.conftest import NEW, Visitor, link_in
from tests.factories.accounts import UserFactory

SENT = "/accounts/confirm-email/"


def test_sign_up_confirms_and_signs_in(visitor: Visitor, mailoutbox: list) -> None:
    answer = visitor.sign_up(nation="wales")
    assert answer.url == SENT
    assert not visitor.is_signed_in

    link = link_in(mailoutbox[0])
    assert visitor.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "a mail scanner that follows the link must confirm nothing"
    assert visitor.post(link).status_code == 302
    assert EmailAddress.objects.get().verified

    visitor.sign_in("ada@example.org", NEW)
    assert visitor.is_signed_in
    ada = User.objects.get()
    assert (ada.display_name, ada.nation, ada.email) == ("Ada", "wales", "ada@example.org")


def test_sign_in_before_confirmation_is_refused(visitor: Visitor) -> None:
    visitor.sign_up()
    assert visitor.sign_in("ada@example.org", NEW).url == SENT
    assert not visitor.is_signed_in


def test_sign_up_letter_repeats_nothing_a_stranger_typed(visitor: Visitor, mailoutbox: list) -> None:
    visitor.sign_up(display_name="Win now at evil.example")
    (mail,) = mailoutbox
    assert "evil" not in mail.message().as_string()


def test_sign_up_with_a_known_address_looks_the_same_and_tells_its_owner(visitor: Visitor, mailoutbox: list) -> None:
    UserFactory(email="ada@example.org", display_name="Real Ada")
    answer = visitor.sign_up(email="ADA@Example.org")
    assert answer.url == SENT
    assert User.objects.count() == 1
    (mail,) = mailoutbox
    assert mail.subject == "You already have an account"
    assert link_in(mail) == "/accounts/password/reset/"


def test_sign_up_that_loses_a_race_looks_the_same(
    visitor: Visitor, mailoutbox: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserFactory(email="ada@example.org")
    monkeypatch.setattr("allauth.account.internal.flows.manage_email.assess_unique_email", lambda *a, **k: True)
    answer = visitor.sign_up()
    assert answer.url == SENT
    assert User.objects.count() == 1
    assert mailoutbox[0].subject == "You already have an account"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 81),
        ("display_name", "Ada\0"),
        ("display_name", "Ada\u202egnihtemos"),
        ("email", "not an address"),
        ("email", "a" * 10_000 + "@example.org"),
        ("email", "a" * 300 + "@example.org"),
        ("email", "ada\0@example.org"),
        ("nation", "atlantis"),
        ("digest", ""),
        ("digest", "hourly"),
        ("password1", "short"),
        ("password1", "password123"),
        ("password1", "a\0" * 10),
        ("password2", "another"),
    ],
)
def test_sign_up_says_what_is_wrong_beside_the_field(visitor: Visitor, field: str, value: str) -> None:
    answer = visitor.sign_up(**{field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert User.objects.count() == 0
    if field != "email":
        assert 'value="ada@example.org"' in answer.content.decode(), "what was typed stays"


def test_sign_up_asks_in_a_sensible_order(visitor: Visitor) -> None:
    fields = list(visitor.get("/accounts/signup/").context["form"].fields)
    assert fields == ["display_name", "email", "nation", "digest", "password1", "password2"]


def test_sign_up_survives_a_mail_server_that_is_down(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError("no mail today")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert visitor.sign_up().url == SENT
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, reason FROM mail_letter")
        assert cursor.fetchall() == [("failed", "ConnectionRefusedError: no mail today")]


@pytest.mark.parametrize("path", ["/accounts/confirm-email/nonsense/", "/accounts/confirm-email/MQ:1abcde:xyz/"])
def test_broken_confirmation_link_says_so(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in (200, 404)
    assert visitor.post(path).status_code == 404


def test_confirmation_link_works_for_three_days(visitor: Visitor, mailoutbox: list, time_machine) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    visitor.sign_up()
    link = link_in(mailoutbox[0])
    assert "works for 3 days" in mailoutbox[0].body
    time_machine.move_to("2026-11-28T12:01:00Z", tick=False)
    assert visitor.post(link).status_code == 404
    assert not EmailAddress.objects.get().verified

"""Choosing a new password, with the link that comes by mail."""

from __future__ import annotations

import pytest

from portal.mail.models import Letter
from tests.accounts.conftest import NEW, Visitor, link_in
from tests.factories.accounts import PASSWORD, UserFactory

ASK, ASKED = "/accounts/password/reset/", "/accounts/password/reset/done/"


def choose(visitor: Visitor, link: str, password: str = NEW):
    """Follow the link as a browser does, and send the form that it leads to."""
    step = visitor.get(link)
    if step.status_code == 302:
        return visitor.post(step.url, {"password1": password, "password2": password})
    return step


def test_new_password_works_and_the_old_one_does_not(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    assert visitor.post(ASK, {"email": ada.email}).url == ASKED
    choose(visitor, link_in(mailoutbox[0]))
    visitor.sign_in(ada.email, PASSWORD)
    assert not visitor.is_signed_in
    visitor.sign_in(ada.email, NEW)
    assert visitor.is_signed_in


def test_owner_is_told_that_the_password_was_changed(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    visitor.post(ASK, {"email": ada.email})
    choose(visitor, link_in(mailoutbox[0]))
    told = mailoutbox[1]
    assert (told.to, told.subject) == ([ada.email], "Your password was changed")
    assert "127.0.0.1" in told.body


def test_link_works_once(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    visitor.post(ASK, {"email": ada.email})
    link = link_in(mailoutbox[0])
    choose(visitor, link)
    again = choose(visitor, link, "another long password")
    assert again.status_code == 200
    visitor.sign_in(ada.email, "another long password")
    assert not visitor.is_signed_in


def test_link_ends_after_three_days(visitor: Visitor, mailoutbox: list, time_machine) -> None:
    ada = UserFactory()
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    visitor.post(ASK, {"email": ada.email})
    assert "for 3 days" in mailoutbox[0].body
    time_machine.move_to("2026-11-28T12:01:00Z", tick=False)
    assert choose(visitor, link_in(mailoutbox[0])).status_code == 200
    visitor.sign_in(ada.email, NEW)
    assert not visitor.is_signed_in


@pytest.mark.parametrize("active", [None, False])
def test_unknown_or_deactivated_address_looks_the_same(visitor: Visitor, mailoutbox: list, active: bool | None) -> None:
    known = UserFactory()
    if active is False:
        UserFactory(email="ghost@example.org", is_active=False)
    pages = []
    for email in (known.email, "ghost@example.org"):
        answer = visitor.post(ASK, {"email": email}, follow=True)
        assert answer.redirect_chain == [(ASKED, 302)]
        pages.append(answer.content.decode())
    assert pages[0] == pages[1]
    assert [mail.to for mail in mailoutbox] == [[known.email], ["ghost@example.org"]]
    assert link_in(mailoutbox[1]) == "/accounts/signup/"


def test_asking_twice_at_once_sends_one_letter(visitor: Visitor, mailoutbox: list, time_machine) -> None:
    ada = UserFactory()
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    for email in (ada.email, ada.email, "ghost@example.org", "ghost@example.org"):
        visitor.post(ASK, {"email": email})
    assert [mail.to for mail in mailoutbox] == [[ada.email], ["ghost@example.org"]]
    time_machine.shift(61)
    visitor.post(ASK, {"email": ada.email})
    assert len(mailoutbox) == 3


def test_letter_links_to_the_public_address_whatever_the_host_header_says(
    visitor: Visitor, mailoutbox: list, settings
) -> None:
    settings.ALLOWED_HOSTS = ["internal.example"]
    ada = UserFactory()
    visitor.post(ASK, {"email": ada.email}, headers={"host": "internal.example"})
    assert "internal.example" not in mailoutbox[0].message().as_string()
    assert link_in(mailoutbox[0]).startswith("/accounts/password/reset/key/")


def test_ledger_holds_no_secret(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    visitor.post(ASK, {"email": ada.email})
    secret = link_in(mailoutbox[0]).rstrip("/").rpartition("/")[2]
    letter = Letter.objects.get()
    assert (letter.state, letter.kind, letter.person) == ("sent", "account.password_reset_key", ada)
    token = secret.partition("-")[2]
    assert len(token) > 20
    assert all(token not in str(value) for value in vars(letter).values())


@pytest.mark.parametrize("email", ["", "nonsense", "a" * 10_000 + "@example.org", "ada\0@example.org"])
def test_what_is_no_address_gets_a_message(visitor: Visitor, mailoutbox: list, email: str) -> None:
    answer = visitor.post(ASK, {"email": email})
    assert answer.status_code == 200
    assert "email" in answer.context["form"].errors
    assert mailoutbox == []


BROKEN = ["1-nonsense", "zzzzzzzzzzzzzzzzzzzzzz-x", "0-set-password", "1-" + "x" * 3000, "9zldr0-a/b"]


@pytest.mark.parametrize("key", BROKEN)
def test_broken_link_says_so(visitor: Visitor, key: str) -> None:
    answer = visitor.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert answer.status_code in (200, 404)

"""Signing in by a code that comes by mail."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage

from tests.accounts.conftest import NEW, Visitor
from tests.factories.accounts import UserFactory

ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


def code_in(mail: EmailMessage) -> str:
    (found,) = re.findall(r"^([A-Z]{4}-[A-Z]{4})$", mail.body, re.MULTILINE)
    return found


def test_code_from_the_letter_signs_in(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    assert visitor.post(ASK, {"email": ada.email}).url == CONFIRM
    assert visitor.get(CONFIRM).status_code == 200
    (mail,) = mailoutbox
    assert mail.subject == "Your sign-in code"
    assert visitor.post(CONFIRM, {"code": code_in(mail)}).url == "/"
    assert visitor.is_signed_in


def test_unknown_address_looks_the_same_and_gets_a_letter(visitor: Visitor, mailoutbox: list) -> None:
    assert visitor.post(ASK, {"email": "nobody@example.org"}).url == CONFIRM
    assert visitor.get(CONFIRM).status_code == 200
    assert [mail.subject for mail in mailoutbox] == ["There is no account with this address"]


def test_wrong_code_is_refused_and_three_end_it(visitor: Visitor) -> None:
    visitor.post(ASK, {"email": UserFactory().email})
    answers = [visitor.post(CONFIRM, {"code": "AAAAAA"}) for _ in range(3)]
    assert answers[0].context["verify_form"].errors["code"]
    assert answers[-1].status_code == 302
    assert not visitor.is_signed_in


def test_old_code_is_refused(visitor: Visitor, mailoutbox: list, time_machine: object) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    visitor.post(ASK, {"email": UserFactory().email})
    time_machine.move_to("2026-11-25T12:16:00Z", tick=False)
    visitor.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not visitor.is_signed_in


def test_code_page_without_a_request_leads_to_sign_in(visitor: Visitor) -> None:
    assert visitor.get(CONFIRM).url == ASK


def test_codes_are_not_sent_without_end(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    for _ in range(5):
        visitor.client.cookies.clear()
        answer = visitor.post(ASK, {"email": ada.email})
    assert "Too many" in answer.context["form"].errors.as_text()
    assert len(mailoutbox) == 3


def test_bad_address_gets_a_message(visitor: Visitor) -> None:
    answer = visitor.post(ASK, {"email": "not an address"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]


def test_code_for_an_account_that_a_stranger_made_leaves_the_stranger_out(visitor: Visitor, mailoutbox: list) -> None:
    visitor.sign_up(email="victim@example.org")
    visitor.post(ASK, {"email": "victim@example.org"})
    visitor.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert visitor.is_signed_in
    visitor.post("/accounts/logout/")
    visitor.sign_in("victim@example.org", NEW)
    assert not visitor.is_signed_in


@pytest.mark.parametrize("path", [ASK, "/accounts/password/reset/"])
def test_mistyped_new_address_opens_nothing(visitor: Visitor, mailoutbox: list, path: str) -> None:
    UserFactory().emailaddress_set.create(email="mistyped@example.org", verified=False)
    visitor.post(path, {"email": "mistyped@example.org"})
    assert [mail.subject for mail in mailoutbox] == ["There is no account with this address"]


def test_endless_address_gets_a_message_or_nothing(visitor: Visitor, mailoutbox: list) -> None:
    assert visitor.post(ASK, {"email": "x" * 300 + "@example.org"}).status_code in (200, 302)
    assert mailoutbox == []

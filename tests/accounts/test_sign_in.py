"""Signing in and out."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from tests.accounts.conftest import Visitor
from tests.factories.accounts import PASSWORD, UserFactory


def test_sign_in_and_out(visitor: Visitor) -> None:
    ada = UserFactory()
    answer = visitor.sign_in(ada.email, PASSWORD)
    assert answer.url == "/"
    assert visitor.is_signed_in
    assert visitor.get("/accounts/logout/").status_code == 200
    assert visitor.is_signed_in, "nothing changes on GET"
    assert visitor.post("/accounts/logout/").url == "/"
    assert not visitor.is_signed_in


def test_sign_in_takes_the_address_in_any_case(visitor: Visitor) -> None:
    UserFactory(email="Ada@Example.org")
    visitor.sign_in("aDA@exAMPLE.ORG", PASSWORD)
    assert visitor.is_signed_in


def test_wrong_password_and_unknown_address_answer_alike(visitor: Visitor) -> None:
    ada = UserFactory()
    pages = []
    for email in (ada.email, "nobody@example.org"):
        answer = visitor.sign_in(email, "wrong password")
        assert answer.status_code == 200
        pages.append(answer.context["form"].errors.as_text())
    assert pages[0] == pages[1] != ""
    assert not visitor.is_signed_in


def test_deactivated_person_is_told_only_after_the_right_password(visitor: Visitor) -> None:
    ada = UserFactory(is_active=False)
    assert visitor.sign_in(ada.email, "wrong password").status_code == 200
    answer = visitor.sign_in(ada.email, PASSWORD)
    assert answer.url == "/accounts/inactive/"
    assert visitor.get(answer.url).status_code == 200
    assert not visitor.is_signed_in


def test_deactivation_ends_a_session(visitor: Visitor) -> None:
    ada = UserFactory()
    visitor.sign_in(ada.email, PASSWORD)
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)
    assert visitor.get("/accounts/email/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("a" * 10_000 + "@example.org", "x"),
        ("ada@example.org", "x" * 100_000),
        ("ada\0@example.org", "x"),
        ("ada@example.org", "x\0"),
        ("", ""),
        ("not an address", "x"),
        ("ada@example.org'; DROP TABLE users; --", "x"),
    ],
)
def test_hostile_input_gets_a_message(visitor: Visitor, email: str, password: str) -> None:
    answer = visitor.sign_in(email, password)
    assert answer.status_code == 200
    assert answer.context["form"].errors


ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\\evil.example",
    "http:///evil.example",
]


@pytest.mark.parametrize("evil", [*ELSEWHERE, "\0"])
def test_sign_in_leads_nowhere_else(visitor: Visitor, evil: str) -> None:
    ada = UserFactory()
    assert visitor.sign_in(ada.email, PASSWORD, next=evil).url == "/"


def test_sign_in_leads_back_to_the_page(visitor: Visitor) -> None:
    ada = UserFactory()
    assert visitor.sign_in(ada.email, PASSWORD, next="/about/?nation=wales").url == "/about/?nation=wales"


def test_too_many_wrong_passwords_are_refused_for_a_while(visitor: Visitor) -> None:
    ada = UserFactory(email="guessed@example.net")
    for _ in range(5):
        visitor.sign_in(ada.email, "wrong password")
    answer = visitor.sign_in(ada.email, PASSWORD)
    assert "Too many failed" in answer.context["form"].errors.as_text()
    assert not visitor.is_signed_in


def test_too_many_requests_get_a_page_in_our_language(visitor: Visitor) -> None:
    answers = [visitor.sign_in("nobody@example.org", "x") for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "<h1>" in answers[-1].content.decode()
    assert "site.css" in answers[-1].content.decode()


def test_form_without_token_gets_a_helpful_403(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org", "password": "x"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_account_pages_open_without_a_session(visitor: Visitor, path: str) -> None:
    answer = visitor.get(f"/accounts/{path}/")
    assert answer.status_code == 200
    assert set(answer.cookies) <= {"csrftoken"}


@pytest.mark.parametrize("path", ["email", "password/change", "sessions", "reauthenticate", "logout"])
def test_pages_of_ones_own_account_open(visitor: Visitor, path: str) -> None:
    visitor.sign_in(UserFactory().email, PASSWORD)
    assert visitor.get(f"/accounts/{path}/").status_code == 200


@pytest.mark.parametrize("path", ["/accounts/password/reset/done/", "/accounts/confirm-email/", "/accounts/inactive/"])
def test_pages_that_only_tell_set_no_cookie(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", 0, "10.0.0.1"),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
        ("nonsense", 1, "10.0.0.1"),
        ("[2001:db8::1]:443", 1, "2001:db8::1"),
        ("203.0.113.7:4711", 1, "203.0.113.7"),
    ],
)
def test_client_ip_is_what_our_own_proxies_saw(rf, forwarded: str, proxies: int, expected: str) -> None:
    from portal.accounts.adapter import AccountAdapter

    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.1")
    with override_settings(TRUSTED_PROXIES=proxies):
        assert AccountAdapter(request).get_client_ip(request) == expected


def test_client_ip_over_a_socket_is_this_machine(rf) -> None:
    from portal.accounts.adapter import AccountAdapter

    request = rf.get("/", REMOTE_ADDR="")
    assert AccountAdapter(request).get_client_ip(request) == "127.0.0.1"

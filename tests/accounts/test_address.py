"""Changing address and password of an account that is one's own."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from portal.accounts.models import User
from tests.accounts.conftest import NEW, Visitor, link_in
from tests.factories.accounts import PASSWORD, UserFactory

PAGE, AGAIN = "/accounts/email/", "/accounts/reauthenticate/"


@pytest.fixture
def ada(visitor: Visitor) -> User:
    person = UserFactory(email="old@example.org")
    visitor.sign_in(person.email, PASSWORD)
    return person


def prove(visitor: Visitor) -> None:
    visitor.post(AGAIN, {"password": PASSWORD})


def addresses(person: User) -> list[tuple[str, bool]]:
    return [(row.email, row.verified) for row in EmailAddress.objects.filter(user=person).order_by("email")]


def test_new_address_takes_the_place_of_the_old_once_confirmed(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    prove(visitor)
    assert visitor.post(PAGE, {"action_add": "", "email": "new@example.org"}).url == PAGE
    assert addresses(ada) == [("new@example.org", False), ("old@example.org", True)]
    assert "Not confirmed yet" in visitor.get(PAGE).content.decode()
    (mail,) = mailoutbox
    assert mail.to == ["new@example.org"]
    visitor.post(link_in(mail))
    ada.refresh_from_db()
    assert (ada.email, addresses(ada)) == ("new@example.org", [("new@example.org", True)])
    assert "old@example.org" in [address for letter in mailoutbox for address in letter.to], "the old one is told"
    visitor.post("/accounts/logout/")
    visitor.sign_in("new@example.org", PASSWORD)
    assert visitor.is_signed_in


def test_change_can_be_called_off(visitor: Visitor, ada: User) -> None:
    prove(visitor)
    visitor.post(PAGE, {"action_add": "", "email": "new@example.org"})
    visitor.post(PAGE, {"action_remove": "", "email": "new@example.org"})
    assert addresses(ada) == [("old@example.org", True)]


def test_change_asks_for_the_password_again(visitor: Visitor, ada: User) -> None:
    assert visitor.post(PAGE, {"action_add": "", "email": "new@example.org"}).url.startswith(AGAIN)
    assert addresses(ada) == [("old@example.org", True)]


def test_address_of_another_account_is_not_given_away(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    UserFactory(email="taken@example.org")
    prove(visitor)
    answer = visitor.post(PAGE, {"action_add": "", "email": "taken@example.org"})
    assert answer.status_code == 302, "as for an address that nobody has"
    assert not EmailAddress.objects.filter(user=ada, email="taken@example.org", verified=True).exists()


@pytest.mark.parametrize("email", ["", "nonsense", "old@example.org", "x" * 300 + "@example.org"])
def test_address_that_cannot_be_has_a_message(visitor: Visitor, ada: User, email: str) -> None:
    prove(visitor)
    answer = visitor.post(PAGE, {"action_add": "", "email": email})
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]


def test_password_is_changed_with_a_letter(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert visitor.get("/accounts/password/change/").status_code == 200
    assert visitor.post("/accounts/password/change/", data).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert visitor.is_signed_in
    assert [mail.to for mail in mailoutbox] == [["old@example.org"]]


@pytest.mark.parametrize(
    ("field", "value"), [("oldpassword", "wrong"), ("password1", "short"), ("password2", "another one")]
)
def test_wrong_password_has_a_message_and_stays(visitor: Visitor, ada: User, field: str, value: str) -> None:
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, field: value}
    answer = visitor.post("/accounts/password/change/", data)
    assert field in answer.context["form"].errors
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_who_has_no_password_sets_one(visitor: Visitor, ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    visitor.client.force_login(ada, "portal.accounts.backends.AccountBackend")
    form = visitor.get("/accounts/password/change/").url
    assert "has no password yet" in visitor.get(form).content.decode()
    visitor.post(form, {"password1": NEW, "password2": NEW})
    ada.refresh_from_db()
    assert ada.check_password(NEW)

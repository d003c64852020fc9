"""Letters about an account greet by name, where the address is known to be that of the account."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from portal.accounts.adapter import confirmed_name
from portal.accounts.letters import write_to
from portal.mail.letters import compose
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def address_of(person, *, verified: bool) -> None:
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=verified, primary=True)


def test_name_is_that_of_a_confirmed_address_alone():
    person = UserFactory(display_name="Ada", email="ada@example.org")
    address_of(person, verified=False)
    assert confirmed_name(person, "ada@example.org") == ""
    address_of(person, verified=True)
    assert confirmed_name(person, "Ada@example.org") == "Ada"
    assert confirmed_name(person, "other@example.org") == ""
    assert confirmed_name(None, "ada@example.org") == ""


def test_letter_to_an_address_that_is_not_confirmed_calls_nobody_by_name(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    given = {"email": "victim@example.org", "display_name": "Win a prize", "digest": "weekly"}
    given["password1"] = "a-long-enough-password"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/signup/", {**given, "password2": given["password1"]})
    (letter,) = mailoutbox
    assert letter.to == ["victim@example.org"]
    assert letter.body.startswith("Hello,\n")
    assert "Win a prize" not in letter.body


def test_letter_of_ours_greets_by_name(mailoutbox, django_capture_on_commit_callbacks):
    person = UserFactory(display_name="Ada & Sons")
    with django_capture_on_commit_callbacks(execute=True):
        write_to(person, "copy_ready", act="copy 1", link="http://localhost:8000/x/", days=7)
    assert mailoutbox[0].body.startswith("Hello Ada & Sons,\n\n")
    assert "Hello Ada &amp; Sons," in mailoutbox[0].alternatives[0][0]


def test_letter_without_a_name_says_hello():
    words = compose("account/email/unknown_account", {"email": "a@example.org", "signup_url": "http://localhost/"})
    assert words.text.startswith("Hello,\n\n")
    assert "Hello," in words.html


def test_letter_about_ones_own_act_greets_by_name(client, mailoutbox, django_capture_on_commit_callbacks):
    person = UserFactory(display_name="Ada", email="ada@example.org")
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    new = "another long enough password"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    (letter,) = mailoutbox
    assert letter.body.startswith("Hello Ada,\n\n")
    assert "Hello Ada," in letter.alternatives[0][0]


def test_letter_with_a_copy_says_that_it_was_asked_for(mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write_to(UserFactory(), "copy_ready", act="copy 1", link="http://localhost:8000/x/", days=7)
    for words in (mailoutbox[0].body, mailoutbox[0].alternatives[0][0]):
        assert "because you asked for it" in words
        assert "somebody used" not in words

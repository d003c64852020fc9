"""Where a person is signed in, and ending it."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from portal.accounts.templatetags.accounts import device
from tests.accounts.conftest import Visitor
from tests.factories.accounts import PASSWORD, UserFactory

LIST = "/accounts/sessions/"


@pytest.fixture
def elsewhere(visitor: Visitor) -> Client:
    """Another browser of the same person, who also reads here."""
    UserFactory(email="ada@example.org")
    other = Client()
    other.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    visitor.sign_in("ada@example.org", PASSWORD)
    return other


def is_in(client: Client) -> bool:
    return client.get("/accounts/preferences/").status_code == 200


def test_one_session_is_ended_and_the_other_stays(visitor: Visitor, elsewhere: Client) -> None:
    page = visitor.get(LIST).content.decode()
    assert page.count("Signed in") == 2
    theirs = UserSession.objects.get(session_key=elsewhere.session.session_key)
    assert visitor.post(f"{LIST}{theirs.pk}/end/").url == LIST
    assert not is_in(elsewhere)
    assert is_in(visitor.client)
    assert visitor.post(f"{LIST}{theirs.pk}/end/").url == LIST, "a stale page does no harm"


def test_all_others_are_ended(visitor: Visitor, elsewhere: Client) -> None:
    visitor.post(LIST)
    assert not is_in(elsewhere)
    assert is_in(visitor.client)


def test_session_of_another_person_stays(visitor: Visitor, elsewhere: Client) -> None:
    bob = Client()
    bob.post("/accounts/login/", {"login": UserFactory(email="bob@example.org").email, "password": PASSWORD})
    visitor.post(f"{LIST}{UserSession.objects.get(session_key=bob.session.session_key).pk}/end/")
    assert is_in(bob)


def test_ending_needs_a_post(visitor: Visitor, elsewhere: Client) -> None:
    pk = UserSession.objects.first().pk
    assert visitor.get(f"{LIST}{pk}/end/").status_code == 405


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("curl/8", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_device_is_named_as_a_person_would(agent: str, name: str) -> None:
    assert device(agent) == name

"""The pages that lead into a network: by asking, and by the link of an invitation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cities.places.choices import CityRole
from cities.places.models import Invitation, Membership
from tests.factories import (
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)
from tests.places.advising import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def coordinator(city) -> Client:
    return signed_in(MembershipFactory(city=city, role=CityRole.COORDINATOR).user)


@pytest.fixture
def stranger() -> Client:
    return signed_in(UserFactory())


def test_stranger_asks_to_join_and_takes_it_back(stranger, city):
    assert stranger.post("/cities/leeds/join/", {"organisation": "Baths", "message": "Please"}).status_code == 302
    assert "You asked to join" in stranger.get("/cities/leeds/join/").content.decode()
    assert stranger.post("/cities/leeds/join/", {"organisation": "B", "message": "Again"}).status_code == 422
    assert stranger.post("/cities/leeds/join/take-back/").status_code == 302
    assert stranger.post("/cities/leeds/join/take-back/").status_code == 404
    again = stranger.post("/cities/leeds/join/", {"organisation": "B", "message": "Again"})
    assert "ask again tomorrow" in again.content.decode()


def test_last_coordinator_is_told_why_they_cannot_leave(coordinator):
    assert "last coordinator" in coordinator.get("/cities/leeds/leave/").content.decode()
    assert coordinator.post("/cities/leeds/leave/", {"reason": ""}).status_code == 422


def test_get_of_an_invitation_changes_nothing(client, city):
    InvitationFactory(city=city, token="t", email="ada@example.org")
    page = client.get("/cities/invitations/t/")
    assert page["Referrer-Policy"] == "same-origin"
    assert "ada@example.org" in page.content.decode()
    assert Invitation.objects.get().accepted_at is None
    assert not client.session.items()


def test_invited_person_without_a_session_is_led_to_sign_up_and_joins_when_signed_in(client, city):
    person = UserFactory()
    InvitationFactory(city=city, token="t", email=person.email)
    answer = client.post("/cities/invitations/t/", {"way": "sign-up"})
    assert answer["Location"].startswith("/accounts/signup/?next=%2Fcities%2Fleeds%2F&email=")
    client.post("/accounts/login/", {"login": person.email, "password": "a-long-enough-password"})
    assert Membership.objects.active().filter(user=person, city=city).exists()


def test_somebody_elses_click_joins_nobody(stranger, client, city):
    person = UserFactory()
    InvitationFactory(city=city, token="t", email=person.email)
    stranger.post("/cities/invitations/t/")
    client.post("/accounts/login/", {"login": person.email, "password": "a-long-enough-password"})
    assert not Membership.objects.exists()
    page = client.get("/cities/leeds/").content.decode()
    assert "You are invited" in page
    assert client.post("/cities/leeds/join/accept/").status_code == 302
    assert Membership.objects.active().get().user == person
    assert client.post("/cities/leeds/join/accept/").status_code == 404


def test_foreign_promise_is_told_at_sign_in(client, city):
    person = UserFactory()
    InvitationFactory(city=city, token="t", email="ada@example.org")
    client.post("/cities/invitations/t/", {"way": "sign-in"})
    answer = client.post("/accounts/login/", {"login": person.email, "password": "a-long-enough-password"}, follow=True)
    assert "sent to another address than yours" in answer.content.decode()
    assert not Membership.objects.exists()


def test_signed_in_person_joins_at_once(city):
    person = UserFactory()
    InvitationFactory(city=city, token="t", email=person.email)
    answer = signed_in(person).post("/cities/invitations/t/")
    assert answer["Location"] == "/cities/leeds/"
    assert Membership.objects.active().filter(user=person, city=city).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "ended on"),
        ({"withdrawn_at": timezone.now()}, "was withdrawn"),
        ({"accepted_at": timezone.now()}, "was used"),
    ],
)
def test_dead_links_say_why(client, stranger, city, fields, words):
    InvitationFactory(city=city, token="t", **fields)
    for visitor in (client, stranger):
        assert words in visitor.get("/cities/invitations/t/").content.decode()
        assert visitor.post("/cities/invitations/t/", follow=True).status_code == 200
    assert not Membership.objects.exists()


def test_coordinator_is_not_offered_the_role_of_adviser(coordinator):
    page = coordinator.get("/cities/leeds/network/invite/").content.decode()
    assert 'value="coordinator"' in page
    assert 'value="adviser"' not in page


def test_foreign_link_is_told_to_its_finder(stranger, city):
    InvitationFactory(city=city, token="t", email="ada@example.org")
    page = stranger.get("/cities/invitations/t/").content.decode()
    assert "The invitation is for ada@example.org" in page
    page = stranger.post("/cities/invitations/t/", follow=True).content.decode()
    assert "sent to another address" in page
    assert not Membership.objects.exists()


def test_unknown_token_says_what_to_do(client):
    answer = client.get("/cities/invitations/none/")
    assert answer.status_code == 404
    assert "only the link in the newest letter works" in answer.content.decode()

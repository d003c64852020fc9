"""Pages about an account speak in the portal's words, not in those of the library behind them."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ENTRANCES = ["account_login", "account_signup", "account_reset_password", "account_request_login_code"]
OWN = ["account_email", "account_change_password", "account_reauthenticate", "usersessions_list", "account_logout"]
TITLE_CASE = re.compile(r"(?:[A-Z][a-z]+ )+[A-Z][a-z]+")
SPOKEN = re.compile(r"<(h1|h2|label|legend|button)\b[^>]*>(.*?)</\1>", re.DOTALL)
NAMES = {"Northern Ireland"}


def spoken(html: str) -> list[str]:
    """Return the headings, labels and buttons of a page."""
    main = html.split("<main")[1].split("</main")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", words).split()) for _tag, words in SPOKEN.findall(main)]


@pytest.fixture
def member(client: Client) -> Client:
    person = UserFactory(email="ada@example.org")
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"primary": True, "verified": True})
    client.force_login(person)
    return client


def assert_sentence_case(html: str) -> None:
    said = spoken(html)
    assert said
    assert [words for words in said if set(TITLE_CASE.findall(words)) - NAMES] == []


@pytest.mark.parametrize("name", ENTRANCES)
def test_entrance_is_in_sentence_case(client: Client, name: str) -> None:
    assert_sentence_case(client.get(reverse(name)).content.decode())


@pytest.mark.parametrize("name", OWN)
def test_own_page_is_in_sentence_case(member: Client, name: str) -> None:
    assert_sentence_case(member.get(reverse(name)).content.decode())


def test_first_password_is_in_sentence_case(client: Client) -> None:
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert_sentence_case(client.get(reverse("account_set_password")).content.decode())


def test_reset_offers_a_quiet_way_back(client: Client) -> None:
    html = client.get(reverse("account_reset_password")).content.decode()
    assert re.search(r'<a class="btn bare" href="/accounts/login/">', html)

"""Pages about an account speak in the portal's words, not in those of the library behind them."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from tests.accounts.conftest import Visitor
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

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


@pytest.mark.parametrize("name", [*ENTRANCES, "account_email", "account_change_password"])
def test_no_placeholder_repeats_a_label(client: Client, member: Client, name: str) -> None:
    if name in ENTRANCES:
        client.logout()
    main = client.get(reverse(name)).content.decode().split("<main")[1].split("</main")[0]
    assert "<input" in main
    assert "placeholder" not in main


@pytest.mark.parametrize("role", [None, Role.WRITERS])
def test_menu_of_the_account_leads_who_may_to_the_editor(client: Client, role: Role | None) -> None:
    client.force_login(UserFactory(groups=[role] if role else []))
    main = client.get(reverse("preferences")).content.decode().split("<main")[1]
    menu = main.partition('aria-labelledby="account-menu"')[2].partition("</nav>")[0]
    assert ('<a href="/editor/">Editor</a>' in menu) == bool(role)


def test_menu_of_the_account_comes_before_the_page(member: Client) -> None:
    main = member.get(reverse("preferences")).content.decode().split("<main")[1]
    assert main.index('id="account-menu"') < main.index("<h1>")


def test_leaving_is_told_in_plain_words(member: Client, visitor: Visitor) -> None:
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = member.get(reverse("account_delete")).content.decode()
    assert "Delete my account" in page
    assert "council’s own sign-in" in page
    assert "complained" not in page

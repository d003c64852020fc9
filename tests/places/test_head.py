"""The way to the editor in the head of every page: for whoever may enter it, and at no cost for the rest."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from cities.places.templatetags.places import own_links
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.rules import may_enter_editor
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def titles(person: User) -> list[str]:
    return [str(link.title) for link in own_links(User.objects.get(pk=person.pk))]


@pytest.mark.parametrize("role", Role)
def test_each_role_is_led_to_the_editor_and_let_in(tree, role):
    person = UserFactory(groups=[role])
    client = Client()
    client.force_login(person)
    assert 'href="/editor/"' in client.get("/cities/").content.decode().partition("</header>")[0]
    assert client.get("/editor/").status_code == 200


def test_nobody_else_is_led_to_the_editor():
    inactive = UserFactory(groups=[Role.WRITERS], is_active=False)
    for person in (UserFactory(), MembershipFactory().user, inactive):
        assert "Editor" not in titles(person)
    assert "/editor/" not in Client().get("/cities/").content.decode()


def test_superuser_is_led_to_the_editor():
    assert titles(UserFactory(is_superuser=True)) == ["Editor"]


@pytest.mark.parametrize("groups", [[], [Role.WRITERS], [Role.MODERATORS, Role.ADMINISTRATORS]])
@pytest.mark.parametrize("memberships", [0, 1, 3])
def test_head_costs_one_query(django_assert_num_queries, groups, memberships):
    person = UserFactory(groups=groups)
    for _number in range(memberships):
        MembershipFactory(user=person)
    person = User.objects.get(pk=person.pk)
    with django_assert_num_queries(1):
        own_links(person)
        assert may_enter_editor(person) == bool(groups)


def test_head_asks_the_database_nothing_for_who_is_not_signed_in(django_assert_num_queries):
    with django_assert_num_queries(0):
        shown = render_to_string("components/account.html", {"person": None, "login_url": "/accounts/login/"})
    assert "Sign in" in shown
    assert "/editor/" not in shown


def test_head_holds_one_menu_under_the_name_of_who_is_signed_in(tree):
    member = MembershipFactory(user=UserFactory(display_name="Ada Boss"))
    client = Client()
    client.force_login(member.user)
    head = client.get("/cities/").content.decode().partition("</header>")[0]
    menu = head.partition('<details class="account">')[2].partition("</details>")[0]
    summary, _end, lines = menu.partition("</summary>")
    assert "Ada Boss" in summary
    assert re.findall(r'<a href="[^"]+">([^<]+)</a>', lines) == [
        member.city.name,
        "Directory",
        "Preferences",
        "Sign out",
    ]


def test_directory_is_not_called_as_the_part_of_a_city_is(tree):
    member = MembershipFactory()
    client = Client()
    client.force_login(member.user)
    page = client.get("/network/people/").content.decode()
    assert "<h1>Directory</h1>" in page
    assert ">People</" not in page
    city = client.get(f"/cities/{member.city.slug}/").content.decode()
    assert f'<a href="/cities/{member.city.slug}/network/" >People</a>' in city

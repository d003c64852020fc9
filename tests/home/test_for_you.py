"""The strip “For you” on the home page: what is there for whoever is signed in, and nothing of it for anybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cities.places.choices import AdviceState, CityRole, MembershipState
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.accounts.conftest import Visitor, visitor  # noqa: F401  # the fixture
from tests.factories import AdviceRequestFactory, CityFactory, MembershipFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def strip(person: User | None = None) -> dict[str, str]:
    """Return the lines of the strip by their titles, with where each leads; an empty one is not drawn."""
    client = Client()
    if person is not None:
        client.force_login(person)
    page = client.get("/").content.decode()
    _before, _mark, after = page.partition('<nav class="foryou"')
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', after.partition("</nav>")[0])
    return {title: url for url, title in links}


def test_new_account_is_led_to_choosing_a_city(tree: Any) -> None:
    assert strip(UserFactory()) == {"Choose your city": "/cities/"}


def test_who_asked_to_join_is_told_so(tree: Any) -> None:
    asked = MembershipFactory(city=CityFactory(name="Leeds"), state=MembershipState.REQUESTED)
    assert strip(asked.user) == {"You asked to join Leeds": "/cities/leeds/"}


def test_member_is_led_to_their_city_and_no_further(tree: Any) -> None:
    city = CityFactory(name="Leeds", is_focus=True)
    MembershipFactory(city=city, state=MembershipState.REQUESTED)
    AdviceRequestFactory(city=city)
    assert strip(MembershipFactory(city=city).user) == {"Leeds": "/cities/leeds/"}


def test_coordinator_reads_what_waits_in_their_city_alone(tree: Any) -> None:
    city, other = CityFactory(name="Leeds", is_focus=True), CityFactory(name="Glasgow", is_focus=True)
    for place in (city, city, other):
        MembershipFactory(city=place, state=MembershipState.REQUESTED)
        AdviceRequestFactory(city=place)
    AdviceRequestFactory(city=city, state=AdviceState.WITHDRAWN)
    assert strip(MembershipFactory(city=city, role=CityRole.COORDINATOR).user) == {
        "Leeds": "/cities/leeds/",
        "Requests to join Leeds: 2": "/cities/leeds/network/#requests",
    }, "requests for advice wait for the advisers"


def test_adviser_reads_the_requests_for_advice_of_each_city(tree: Any) -> None:
    adviser = UserFactory()
    for name in ("Leeds", "Glasgow"):
        city = CityFactory(name=name, is_focus=True)
        MembershipFactory(user=adviser, city=city, role=CityRole.ADVISER)
        MembershipFactory(city=city, state=MembershipState.REQUESTED)
    AdviceRequestFactory(city=city)
    lines = strip(adviser)
    assert lines["Requests for advice in Glasgow: 1"] == "/cities/glasgow/advice/"
    assert not any("join" in title or "in Leeds" in title for title in lines)


def test_editor_is_led_to_the_editor(tree: Any) -> None:
    assert strip(UserFactory(groups=[Role.WRITERS]))["Open the editor"] == "/editor/"


def test_strip_costs_the_same_for_few_and_many(tree: Any) -> None:
    def queries(cities: int) -> int:
        person = UserFactory(groups=[Role.WRITERS])
        for _number in range(cities):
            city = CityFactory(is_focus=True)
            MembershipFactory(user=person, city=city, role=CityRole.COORDINATOR)
            MembershipFactory(city=city, state=MembershipState.REQUESTED)
        strip(person)
        with CaptureQueriesContext(connection) as asked:
            strip(person)
        return len(asked)

    assert queries(3) == queries(1)


def test_sign_in_leads_to_the_start_or_to_where_somebody_was_going(visitor: Visitor, tree: Any) -> None:  # noqa: F811
    person = UserFactory()
    assert visitor.sign_in(person.email, PASSWORD).url == "/"
    visitor.post("/accounts/logout/")
    assert visitor.sign_in(person.email, PASSWORD, next="/cities/").url == "/cities/"

"""What waits in a plan, on the page of its city, for who runs the network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from cities.places.choices import CityRole
from cities.plans.choices import Stage
from cities.plans.reading.to_do import waiting_in_plan
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    MembershipFactory,
    PlanFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db
MANAGE = "/cities/leeds/plan/manage/"


@pytest.fixture
def city():
    return CityFactory(name="Leeds", slug="leeds")


def of_role(city, role):
    return MembershipFactory(city=city, role=role).user


def late(city, **more):
    return ActionFactory(objective__plan__city=city, due_on=localdate() - timedelta(days=1), **more)


def words_for(user, city) -> list[str]:
    links = waiting_in_plan(user, city)
    assert all(link.url == MANAGE for link in links)
    return [str(link.title) for link in links]


def test_overdue_actions_and_unanswered_partners_are_counted_in_one_query(city, django_assert_num_queries):
    coordinator = of_role(city, CityRole.COORDINATOR)
    first = late(city)
    late_too = ActionFactory(objective=first.objective, due_on=localdate() - timedelta(days=1))
    for part in ("lead", "co_owner"):
        ActionPartnerFactory(action=late_too, part=part)
    assert words_for(coordinator, city) == [
        "2 actions of the plan are overdue",
        "1 action waits for a partner to accept its part",
    ]
    with django_assert_num_queries(1):
        waiting_in_plan(coordinator, city)


def test_what_has_ended_or_was_answered_waits_for_nobody(city):
    coordinator = of_role(city, CityRole.COORDINATOR)
    done = late(city)
    UpdateFactory(action=done, stage=Stage.DONE, published_at=timezone.now())
    ActionPartnerFactory(action=done)
    to_come = ActionFactory(objective=done.objective, due_on=localdate() + timedelta(days=1))
    ActionPartnerFactory(action=to_come, accepted=True)
    late(CityFactory())
    assert words_for(coordinator, city) == []


def test_city_without_a_plan_is_asked_to_begin_one(city):
    coordinator = of_role(city, CityRole.COORDINATOR)
    (link,) = waiting_in_plan(coordinator, city)
    assert (link.title, link.url) == ("Begin an action plan", "/cities/leeds/plan/begin/")
    assert waiting_in_plan(of_role(city, CityRole.MEMBER), city) == []
    PlanFactory(city=city)
    assert waiting_in_plan(coordinator, city) == []


def test_nobody_else_is_told(city):
    late(city)
    for role in (CityRole.MEMBER, CityRole.ADVISER):
        assert words_for(of_role(city, role), city) == []


def test_page_of_the_city_leads_to_managing_the_plan(client, city, tree):
    late(city)
    client.force_login(of_role(city, CityRole.COORDINATOR))
    panel = client.get("/cities/leeds/").content.decode().partition('id="to-do"')[2].partition("</section>")[0]
    assert "1 action of the plan is overdue" in panel
    assert f'href="{MANAGE}"' in panel

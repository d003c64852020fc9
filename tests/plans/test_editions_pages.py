"""The pages of editions: all, one as frozen, and two compared."""

from __future__ import annotations

import pytest

from cities.plans.models import Action
from cities.plans.services import editions
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
)
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db

EDITIONS = "/cities/leeds/plan/editions/"


@pytest.fixture
def plan():
    return PlanFactory(city=CityFactory(name="Leeds"))


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Train 40 assessors")


@pytest.fixture
def two(plan, action):
    """Two editions, between which an action was reworded."""
    publish(plan, note="The first.")
    Action.objects.filter(pk=action.pk).update(title="Train 60 assessors")
    publish(plan, note="Sixty instead of forty.")


def read(client, url=EDITIONS, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_plan_without_an_edition_has_no_list_of_them(client, plan):
    read(client, status=404)


def test_list_says_what_is_new_in_each(client, two):
    page = read(client)
    assert page.index("Sixty instead of forty.") < page.index("The first.")


def test_one_edition_has_nothing_to_be_compared_with(client, plan, action):
    publish(plan)
    assert "There is one edition." in read(client)


def test_edition_is_shown_as_it_was_frozen(client, plan, two):
    page = read(client, f"{EDITIONS}1/")
    assert "Train 40 assessors" in page
    assert "Train 60" not in page
    assert plan.editions.get(number=1).checksum in page
    assert "The first." in page


def test_answer_of_a_partner_after_an_edition_does_not_change_it(client, plan, action):
    named = ActionPartnerFactory(action=action)
    publish(plan)
    named.accepted_at, named.answered_by = named.asked_at, named.asked_by
    named.save()
    assert f"{named.partner.organisation.name} (asked)" in read(client, f"{EDITIONS}1/")


def test_unknown_edition_is_not_found(client, two):
    for url in ("3/", "0/", "1/3/", "3/1/"):
        assert client.get(EDITIONS + url, follow=True).status_code == 404


def test_partners_stand_behind_an_edition(client, plan, action):
    edition = publish(plan)
    partner = PartnerFactory(city=plan.city)
    member = MembershipFactory(city=plan.city, partner=partner).user
    assert "No partner has endorsed it yet." in read(client, f"{EDITIONS}1/")
    editions.endorse(edition, by=member)
    page = read(client, f"{EDITIONS}1/")
    assert partner.organisation.name in page
    assert member.display_name not in page


def test_two_are_compared_word_by_word(client, two):
    page = read(client, f"{EDITIONS}1/2/")
    assert "Reworded" in page
    struck, added = page.split("<del>")[-1].split("</del>")[0], page.split("<ins>")[-1].split("</ins>")[0]
    assert "40" in struck
    assert "[removed:" in struck
    assert "60" in added
    assert "[added:" in added


@pytest.mark.parametrize("query", ["?first=2&second=1", "2/1/"])
def test_pair_that_was_turned_round_says_so(client, two, query):
    turned = "You asked from edition 2 to edition 1."
    address = client.get(EDITIONS + query)["Location"]
    assert address == f"{EDITIONS}1/2/?turned=1"
    assert turned in read(client, address)
    assert turned not in read(client, f"{EDITIONS}1/2/")


def test_form_leads_to_the_comparison(client, two):
    response = client.get(f"{EDITIONS}?first=1&second=2")
    assert (response.status_code, response["Location"]) == (302, f"{EDITIONS}1/2/")


@pytest.mark.parametrize("query", ["?first=1&second=1", "?first=1&second=9", "?first=x&second=", "?first=1"])
def test_form_refuses_what_cannot_be_compared(client, two, query):
    page = read(client, EDITIONS + query, status=422)
    assert 'class="msg"' in page


def test_one_edition_beside_itself_leads_to_it(client, two):
    assert client.get(f"{EDITIONS}1/1/")["Location"] == f"{EDITIONS}1/"


@pytest.mark.parametrize("count", [3, 30])
def test_pages_take_a_constant_number_of_queries(client, plan, count, django_assert_max_num_queries):
    objective = ObjectiveFactory(plan=plan)
    for _place in range(count):
        ActionPartnerFactory(action=ActionFactory(objective=objective))
    publish(plan)
    Action.objects.update(summary="Otherwise.")
    publish(plan)
    for url in (EDITIONS, f"{EDITIONS}1/", f"{EDITIONS}1/2/"):
        with django_assert_max_num_queries(8):
            read(client, url)

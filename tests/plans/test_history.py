"""The edit history of an action, and what changed since somebody was last here: for the network alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part, Stance
from cities.plans.models import PlanVisit, Update
from cities.plans.services import actions, parts, updates
from portal.accounts.models import User
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db

CHANGES = "/cities/leeds/plan/changes/"


@pytest.fixture
def plan():
    return PlanFactory(city=CityFactory(name="Leeds"))


@pytest.fixture
def boss(plan):
    return coordinator_of(plan.city, user__display_name="Bea Boss").user


@pytest.fixture
def action(plan, boss):
    objective = ObjectiveFactory(plan=plan)
    return actions.add_action(plan, objective=objective, title="Train 40 people", summary="It.", by=boss)


@pytest.fixture
def member(plan):
    return MembershipFactory(city=plan.city).user


def history(client, action) -> str:
    response = client.get(reverse("action_history", args=["leeds", action.pk]))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def read(client) -> str:
    response = client.get(CHANGES)
    assert response.status_code == 200
    return response.content.decode()


def test_history_says_who_changed_what_from_what_to_what(client, action, boss, member):
    actions.change_action(action, seen=1, title="Train 60 people", by=boss)
    client.force_login(member)
    page = history(client, action)
    assert page.count("Bea Boss") == 2
    assert "Added the action" in page
    struck, added = page.split("<del>")[-1], page.split("<ins>")[-1]
    assert "40" in struck.split("</del>")[0]
    assert "60" in added.split("</ins>")[0]


def test_history_tells_of_owner_dates_partners_bases_and_milestones(client, action, boss, member):
    owner = MembershipFactory(city=action.plan.city, user__display_name="Olu Owner")
    due = timezone.localdate() + timedelta(days=40)
    actions.change_action(action, seen=1, owner=owner.pk, due_on=due, by=boss)
    partner = PartnerFactory(city=action.plan.city)
    named = parts.ask_partner(action, partner, part=Part.LEAD, by=boss)
    parts.remove_partner(named, by=boss)
    entry = EntryPageFactory(title="Sell land")
    parts.add_basis(action, entry=entry, by=boss)
    step = parts.add_milestone(action, title="Sign", due_on=due, by=boss)
    parts.change_milestone(step, seen=step.version, title="Sign", due_on=due, done_on=timezone.localdate(), by=boss)
    parts.remove_milestone(step, by=boss)
    client.force_login(member)
    page = history(client, action)
    for said in (
        "Olu Owner",
        f"Asked {partner.organisation.name}: lead",
        f"Took out {partner.organisation.name}: lead",
        "Rests on: Sell land",
        "Added the milestone “Sign”",
        "Changed the milestone “Sign”",
        "Removed the milestone “Sign”",
    ):
        assert said in page


def test_history_hides_who_is_hidden_and_forgets_who_is_gone(client, action, boss, member):
    User.objects.filter(pk=boss.pk).update(directory="hidden")
    partner = PartnerFactory(city=action.plan.city)
    boss.memberships.update(partner=partner)
    client.force_login(member)
    page = history(client, action)
    assert "Bea Boss" not in page
    assert f"A member of {partner.organisation.name}" in page
    boss.memberships.update(state="ended", ended_at=timezone.now())
    page = history(client, action)
    assert "A former member" in page


@pytest.mark.parametrize("person", ["nobody", "stranger", "elsewhere"])
def test_past_is_for_the_network_alone(client, action, person):
    if person != "nobody":
        client.force_login(UserFactory() if person == "stranger" else MembershipFactory().user)
    for url in (reverse("action_history", args=["leeds", action.pk]), CHANGES):
        assert client.get(url).status_code == (302 if person == "nobody" else 404)


def test_history_of_an_action_of_another_city_is_not_found(client, action, member):
    other = ActionFactory()
    client.force_login(member)
    assert client.get(reverse("action_history", args=["leeds", other.pk])).status_code == 404


def test_changes_since_the_visit_before_this_one(client, action, boss, member):
    client.force_login(member)
    old = tell(action, boss, body="Long ago.")
    assert "this is your first visit" in read(client)
    before = timezone.now() - timedelta(days=3)
    PlanVisit.objects.update(last_at=before)
    assert old.published_at > before
    page = read(client)
    assert "when you were last here" in page
    assert "Long ago." in page
    PlanVisit.objects.update(before_at=timezone.now())
    assert "Nothing has changed." in read(client)
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    update = tell(action, boss, body="Just now.")
    other = MembershipFactory(city=action.plan.city, partner=named.partner).user
    updates.respond(update, stance=Stance.PARTLY, body="Half of it.", by=other)
    actions.change_action(action, seen=1, title="Train 60 people", visibility="public", by=boss)
    publish(action.plan)
    page = read(client)
    for said in ("Just now.", "Half of it.", "Edition 1", "Train 60 people", named.partner.organisation.name):
        assert said in page
    assert "Long ago." not in page


def test_changes_of_a_city_without_a_plan_are_not_found(client):
    city = CityFactory(name="Leeds")
    client.force_login(MembershipFactory(city=city).user)
    assert client.get(CHANGES).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_pages_take_a_constant_number_of_queries(client, action, boss, member, count, django_assert_max_num_queries):
    for place in range(count):
        step = parts.add_milestone(action, title=f"Step {place}", due_on=timezone.localdate(), by=boss)
        parts.change_milestone(
            step, seen=step.version, title=f"Step {place}", due_on=timezone.localdate(), done_on=None, by=boss
        )
        tell(action, boss)
    assert Update.objects.count() == count
    client.force_login(member)
    history(client, action)
    with django_assert_max_num_queries(31):
        history(client, action)
    with django_assert_max_num_queries(26):
        read(client)

"""What one is asked for in plans: whom a digest tells that an update is due, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership
from cities.plans.choices import Visibility
from cities.plans.models import Action, ActionPlan, PlanPreference, UpdateLink
from cities.plans.reading.due import asks_at, asks_of
from network.digests.building.composing import still_readable
from network.digests.building.kinds import due
from network.digests.building.people import People
from network.digests.building.sections import plans_due
from network.digests.choices import Cadence, ItemKind
from network.digests.models import Preference
from portal.accounts.models import User
from tests.digests.people import choices, crowd, digest_of, of_section, opened, told
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
)
from tests.plans import reminding
from tests.plans.reminding import NOW, old_plan, overdue_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(now):
    plan = old_plan()
    plan.city.name, plan.city.slug = "Leeds", "leeds"
    plan.city.save()
    return plan


@pytest.fixture
def action(plan):
    return overdue_action(plan)


@pytest.fixture
def owner(action):
    return User.objects.get(email="owner@example.org")


def test_owner_is_told_what_is_due_and_led_to_the_form(client, action, owner):
    contents = digest_of(owner)
    (item,) = contents.items
    assert item.described.title == "Action 1: Retrofit homes"
    assert item.described.place == "Leeds"
    assert item.described.note == "Overdue since 24 November"
    assert item.described.line == "Last update on 26 August 2026: under way."
    assert item.described.url == f"http://localhost:8000/cities/leeds/plan/actions/{action.pk}/update/"
    assert item.choice.why == "You answer for it."
    assert opened(client, owner, contents) == {200}


def test_others_are_asked_when_the_owner_has_been_for_long(action):
    lead, coordinator = (User.objects.get(email=f"{who}@example.org") for who in ("lead", "coordinator"))
    assert digest_of(lead).items == digest_of(coordinator).items == []
    link = UpdateLink.objects.create(
        action=action, person=lead, token_digest="0", made_at=NOW, expires_at=NOW + timedelta(days=9)
    )
    at = NOW + timedelta(days=14)
    assert of_section(digest_of(lead, at), "plans_due") == [("Action 1: Retrofit homes", "Your organisation leads it.")]
    assert link.made_at == NOW
    assert digest_of(coordinator, at).items == []


def test_what_stays_due_is_told_of_again_every_four_weeks(action, owner, now):
    days = []
    for day in (0, 1, 26, 27, 28, 54, 55, 56, 82, 83, 84):
        now.move_to(NOW + timedelta(days=day), tick=False)
        if told(owner, "plans_due"):
            days.append(day)
    assert days == [0, 27, 55, 83], "an update was due the day before the first"


def test_what_falls_due_anew_is_told_of_anew(action, owner, now):
    assert told(owner, "plans_due") == ["Action 1: Retrofit homes"]
    assert told(owner, "plans_due") == []
    reminding.told(action, days=0, at=NOW)
    now.move_to(NOW + timedelta(days=89), tick=False)
    assert told(owner, "plans_due") == []
    now.move_to(NOW + timedelta(days=90), tick=False)
    assert told(owner, "plans_due") == ["Action 1: Retrofit homes"]


def test_key_holds_the_action_and_the_day(action):
    key = due.key_of(action.pk, NOW.date())
    assert due.action_of(key) == action.pk
    assert due.key_of(action.pk, NOW.date() + timedelta(days=1)) != key
    assert due.action_of(due.key_of(9, NOW.date().max)) == 9


@pytest.mark.parametrize("choice", [{"plans_in_digest": False}, {"cadence": Cadence.OFF}])
def test_who_wants_no_plans_here_is_not_told(owner, choice):
    Preference.objects.filter(person=owner).update(**choice)
    assert digest_of(owner).items == []


def answered(action, owner):
    reminding.told(action, days=0)


def made_a_draft(action, owner):
    Action.objects.update(visibility=Visibility.DRAFT)


def plan_archived(action, owner):
    ActionPlan.objects.update(archived_at=NOW)


def left(action, owner):
    Membership.objects.filter(user=owner).update(state=MembershipState.ENDED, ended_at=NOW)


def reminders_off(action, owner):
    PlanPreference.objects.create(person=owner, reminders=False)


def account_closed(action, owner):
    User.objects.filter(pk=owner.pk).update(is_active=False)


@pytest.mark.parametrize("end", [answered, made_a_draft, plan_archived, left, reminders_off, account_closed])
def test_who_is_asked_no_more_is_not_told_nor_sent(action, owner, end):
    contents = digest_of(owner)
    assert len(contents.items) == 1
    end(action, owner)
    assert digest_of(owner).items == []
    assert still_readable([contents]) == {}


def test_who_is_asked_is_who_is_reminded_and_reads_it(action):
    unled = ActionFactory(objective=ObjectiveFactory(plan=action.plan))
    reminding.told(unled, days=100)
    elsewhere = overdue_action_elsewhere()
    people = list(User.objects.values_list("pk", flat=True))
    expected = {(person, ask) for person, own in asks_at(NOW).items() for ask in own}
    assert {(person, ask) for person, own in asks_of(people, NOW).items() for ask in own} == expected
    assert {ask.due.action for _person, ask in expected} == {action.pk, unled.pk, elsewhere.pk}
    keys = choices(ItemKind.DUE, [due.key_of(pk, NOW.date()) for pk in Action.objects.values_list("pk", flat=True)])
    may = due.readable(People(people), [(person, key) for person in people for key in keys])
    assert {(person, due.action_of(subject.key)) for person, subject in may} == {
        (person, ask.due.action) for person, ask in expected
    }
    for person, subject in may:
        visible = Action.objects.visible_to(User.objects.get(pk=person))
        assert visible.filter(pk=due.action_of(subject.key)).exists()


def overdue_action_elsewhere():
    plan = old_plan()
    action = ActionFactory(objective=ObjectiveFactory(plan=plan), owner=MembershipFactory(city=plan.city))
    reminding.told(action, days=91)
    return action


def test_lead_of_one_action_is_not_asked_about_another(action):
    partner = PartnerFactory(city=action.plan.city)
    other = ActionFactory(objective=action.objective)
    ActionPartnerFactory(action=other, partner=partner, accepted=True)
    member = MembershipFactory(city=action.plan.city, partner=partner).user
    reminding.told(other, days=91)
    assert {ask.due.action for ask in asks_of([member.pk], NOW)[member.pk]} == {other.pk}
    assert asks_of([member.pk], NOW, [action.pk]) == {}


@pytest.mark.parametrize("actions", [2, 12])
def test_queries_about_due_updates_do_not_grow(plan, actions):
    for _ in range(actions):
        reminding.told(ActionFactory(objective=ObjectiveFactory(plan=plan)), days=91)
    asked = set()
    for number in (1, 4, 50, 500):
        keys = crowd(number, plan.city)
        Membership.objects.update(role=CityRole.MEMBER)
        Membership.objects.filter(user__in=keys).update(role=CityRole.COORDINATOR)
        people = People(keys)
        with CaptureQueriesContext(connection) as queries:
            found = plans_due.gather(people)
            every = [(person, one) for person, own in found.items() for one in own]
            assert len(due.readable(people, every)) == number * actions
            assert len(due.describe([one for _person, one in every])) == actions
        asked.add(len(queries))
    assert len(asked) == 1, asked
    assert asked.pop() <= 26

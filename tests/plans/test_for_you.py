"""“For you” on the home page: what of plans waits for one person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part
from cities.plans.models import Action
from cities.plans.reading.for_you import lines_of
from cities.plans.services import updates
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory(title="Warm the homes")


def test_member_is_led_to_the_part_that_their_organisation_is_asked_to_take(action):
    named = ActionPartnerFactory(action=action)
    city = action.plan.city
    member = MembershipFactory(city=city, partner=named.partner).user
    (line,) = lines_of(member)
    assert line.url == reverse("part_answer", args=[city.slug, named.pk])
    other = MembershipFactory(city=city, partner=PartnerFactory(city=city)).user
    assert lines_of(other) == []


def test_owner_is_led_to_what_is_overdue(action):
    owner = MembershipFactory(city=action.plan.city)
    yesterday = timezone.localdate() - timedelta(days=1)
    Action.objects.filter(pk=action.pk).update(owner=owner, due_on=yesterday)
    assert [line.title for line in lines_of(owner.user)] == ["Overdue: “Warm the homes”"]
    Action.objects.filter(pk=action.pk).update(due_on=timezone.localdate())
    assert lines_of(owner.user) == []


def test_coordinator_is_led_to_every_dispute_that_stands(action):
    boss, stranger = coordinator_of(action.plan.city).user, coordinator_of(CityFactory()).user
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    update = tell(action, boss)
    updates.respond(update, stance="dispute", body="Not so.", by=member)
    further = tell(action, boss)
    (line,) = lines_of(boss)
    assert line.title == f"{named.partner.organisation.name} disputes an update of “Warm the homes”"
    assert line.url == f"{action.get_absolute_url()}#update-{update.pk}"
    assert lines_of(stranger) == lines_of(member) == []
    updates.respond(further, stance="agree", body="", by=member)
    assert lines_of(boss) == []


@pytest.mark.parametrize("role", ["member", "coordinator"])
def test_three_queries_are_asked_at_most(role, django_assert_max_num_queries):
    owner = MembershipFactory(partner=PartnerFactory(), role=role)
    person = type(owner.user).objects.get(pk=owner.user.pk)
    with django_assert_max_num_queries(
        5 if role == "coordinator" else 4
    ):  # the roles and groups of the person, which every page asks for, come first
        lines_of(person)


def test_nothing_waits_for_whoever_has_no_network():
    assert lines_of(UserFactory()) == []

"""“For you” on the home page: what of plans waits for one person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.models import Action
from cities.plans.reading.for_you import lines_of
from tests.factories import ActionFactory, ActionPartnerFactory, MembershipFactory, PartnerFactory, UserFactory

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


def test_two_queries_are_asked_at_most(django_assert_max_num_queries):
    owner = MembershipFactory(partner=PartnerFactory())
    person = type(owner.user).objects.get(pk=owner.user.pk)
    with django_assert_max_num_queries(4):  # the roles and groups of the person, which every page asks for, come first
        lines_of(person)


def test_nothing_waits_for_whoever_has_no_network():
    assert lines_of(UserFactory()) == []

"""What is published on the plans and actions that one follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership
from cities.plans.choices import Visibility
from cities.plans.models import Action, ActionPlan, Follow, Update
from network.digests.building.composing import still_readable
from network.digests.building.kinds import editions, updates
from network.digests.building.people import People
from network.digests.building.sections import plans_followed
from network.digests.choices import ItemKind
from tests.digests.people import choices, crowd, digest_of, of_section, opened, titles, told
from tests.factories import (
    ActionFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish
from tests.plans.reminding import NOW

pytestmark = pytest.mark.django_db


def follow(person, thing, **fields):
    field = "plan" if isinstance(thing, ActionPlan) else "action"
    since = {"confirmed_at": timezone.now(), "told_until": timezone.now() - timedelta(days=2)}
    return Follow.objects.create(user=person, **{field: thing}, **(since | fields))


def an_hour_ago(action, **fields):
    return UpdateFactory(action=action, published_at=timezone.now() - timedelta(hours=1), **fields)


@pytest.fixture
def public(now):
    """An action that the plan of Leeds publishes."""
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city__name="Leeds")), title="Public title")
    publish(action.plan, note="Energy is new.")
    return action


def test_follower_is_told_of_updates_and_editions(client, public):
    person = UserFactory()
    follow(person, public.plan)
    an_hour_ago(public, body="The first homes are let.\n\nMore follow.", outlook="at_risk")
    contents = digest_of(person)
    assert of_section(contents, "plans_followed") == [
        ("Edition 1 of the action plan", "You follow the plan of Leeds."),
        ("Action 1: Public title", "You follow the plan of Leeds."),
    ]
    edition, update = contents.items
    assert (edition.described.place, edition.described.line) == ("Leeds", "Energy is new.")
    assert update.described.line == "Under way, at risk: The first homes are let. More follow."
    assert opened(client, person, contents) == {200}
    assert len(told(person, "plans_followed")) == 2
    assert told(person, "plans_followed") == []


def test_follower_of_an_action_is_told_of_it_alone_and_why(public):
    other = ActionFactory(objective=public.objective, title="Other")
    publish(public.plan)
    person, both = UserFactory(), UserFactory()
    follow(person, public)
    follow(both, public)
    follow(both, public.plan)
    for action in (public, other):
        an_hour_ago(action)
    assert of_section(digest_of(person), "plans_followed") == [("Action 1: Public title", "You follow this action.")]
    assert sorted(of_section(digest_of(both), "plans_followed")) == [
        ("Action 1: Public title", "You follow this action."),
        ("Action 2: Other", "You follow the plan of Leeds."),
        ("Edition 2 of the action plan", "You follow the plan of Leeds."),
    ]


def test_what_one_published_oneself_is_no_news(public):
    person = UserFactory()
    follow(person, public)
    an_hour_ago(public, by=person)
    assert digest_of(person).items == []


def test_correction_takes_the_place_of_what_it_corrects(public):
    person = UserFactory()
    follow(person, public)
    first = an_hour_ago(public, body="Ten homes.")
    second = an_hour_ago(public, body="Nine homes.", corrects=first)
    (item,) = digest_of(person).items
    assert item.described.line == "Under way; corrects an earlier update: Nine homes."
    told(person, "plans_followed")
    an_hour_ago(public, body="Eight homes.", corrects=second)
    (item,) = digest_of(person).items
    assert item.described.line.endswith("Eight homes.")


def test_last_edition_stands_for_those_before_it(public):
    person = UserFactory()
    follow(person, public.plan)
    Action.objects.filter(pk=public.pk).update(title="Another title")
    publish(public.plan)
    assert told(person, "plans_followed") == ["Edition 2 of the action plan"]
    assert told(person, "plans_followed") == []


def test_nothing_from_before_one_followed_or_older_than_a_month(public, now):
    person = UserFactory()
    follow(person, public, told_until=timezone.now())
    an_hour_ago(public)
    assert digest_of(person).items == []
    other = UserFactory()
    follow(other, public)
    assert len(digest_of(other).items) == 1
    now.move_to(NOW + timedelta(days=31), tick=False)
    assert digest_of(other).items == []


def test_who_reads_what_is_who_the_room_says(public):
    Action.objects.filter(pk=public.pk).update(title="Working title")
    inner = ActionFactory(objective=public.objective, title="Inner", visibility=Visibility.PARTNERS)
    draft = ActionFactory(objective=public.objective, title="Draft", visibility=Visibility.DRAFT)
    archived = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(archived_at=NOW)))
    city = public.plan.city
    people = [
        MembershipFactory(city=city).user,
        MembershipFactory(city=city, role=CityRole.ADVISER).user,
        coordinator_of(city).user,
        MembershipFactory(city=city, user__is_active=False).user,
        MembershipFactory().user,
        UserFactory(),
    ]
    for action in (public, inner, draft, archived):
        an_hour_ago(action)
    UpdateFactory(action=public, published_at=None, counts_from=None)
    for person in people:
        follow(person, public.plan)
    every = choices(ItemKind.UPDATE, Update.objects.values_list("pk", flat=True))
    may = updates.readable(People([one.pk for one in people]), [(one.pk, update) for one in people for update in every])
    shared = Update.objects.exclude(action__in=[draft, archived])
    for person in people:
        read = set(shared.visible_to(person).values_list("pk", flat=True))
        assert {subject.key for key, subject in may if key == person.pk} == read
        said = {"Action 1: Public title", "Edition 1 of the action plan"}
        if len(read) > 1:
            said |= {"Action 2: Inner"}
        assert set(titles(digest_of(person), "plans_followed")) == said
    assert [len({subject for key, subject in may if key == one.pk}) for one in people] == [2, 2, 2, 1, 1, 1]


def test_link_to_what_the_network_alone_reads_opens(client, now):
    action = ActionFactory(objective=ObjectiveFactory(), visibility=Visibility.PARTNERS)
    person = MembershipFactory(city=action.plan.city).user
    follow(person, action)
    an_hour_ago(action)
    contents = digest_of(person)
    assert opened(client, person, contents) == {200}
    assert opened(client, UserFactory(), contents) == {404}


def leaves(action, person):
    Membership.objects.filter(user=person).update(state=MembershipState.ENDED, ended_at=timezone.now())


def turns_draft(action, person):
    Action.objects.update(visibility=Visibility.DRAFT)


def is_archived(action, person):
    ActionPlan.objects.update(archived_at=timezone.now())


@pytest.mark.parametrize("end", [leaves, turns_draft, is_archived])
def test_what_may_not_be_read_any_more_is_taken_out(now, end):
    action = ActionFactory(objective=ObjectiveFactory(), visibility=Visibility.PARTNERS)
    person = MembershipFactory(city=action.plan.city).user
    follow(person, action)
    an_hour_ago(action)
    contents = digest_of(person)
    assert len(contents.items) == 1
    end(action, person)
    assert still_readable([contents]) == {}
    assert digest_of(person).items == []


def test_edition_of_a_plan_that_is_archived_is_taken_out(public):
    person = UserFactory()
    follow(person, public.plan)
    contents = digest_of(person)
    assert len(contents.items) == 1
    is_archived(public, person)
    assert still_readable([contents]) == {}
    assert editions.describe([item.choice for item in contents.items]) == {}


@pytest.mark.parametrize("made", [2, 6])
def test_queries_about_followed_plans_do_not_grow(public, made):
    city = public.plan.city
    for _ in range(made):
        an_hour_ago(public)
        an_hour_ago(ActionFactory(objective=public.objective, visibility=Visibility.PARTNERS))
    asked = set()
    for number in (1, 4, 50, 500):
        keys = crowd(number, city)
        until = timezone.now() - timedelta(days=1)
        Follow.objects.bulk_create(
            Follow(user_id=key, confirmed_at=until, told_until=until, **thing)
            for key in keys
            for thing in ({"plan": public.plan}, {"action": public})
        )
        people = People(keys)
        with CaptureQueriesContext(connection) as queries:
            found = plans_followed.gather(people)
            every = [(person, one) for person, own in found.items() for one in own]
            of_updates = [(person, one) for person, one in every if one.kind == ItemKind.UPDATE]
            assert len(updates.readable(people, of_updates)) == number * made * 2
            assert len(updates.describe([one for _person, one in of_updates])) == made * 2
            assert len(editions.readable(people, set(every) - set(of_updates))) == number
        asked.add(len(queries))
    assert len(asked) == 1, asked
    assert asked.pop() <= 14

"""News on plans by letter and by digest: who changes from one to the other misses nothing and reads nothing twice."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cities.plans.models import Action, Follow
from cities.plans.services.telling import tell_followers
from network.digests.choices import Cadence, DigestState
from network.digests.models import Digest, Preference
from tests.digests.people import digest_of, send
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, UpdateFactory, UserFactory
from tests.factories.digests import DigestFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 2, 6, tzinfo=UTC)
BY_LETTER = [{"plans_in_digest": False}, {"cadence": Cadence.OFF}]


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def action(clock):
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city__name="Leeds")), title="First title")
    publish(action.plan)
    return action


@pytest.fixture
def person(action):
    """A follower of the plan of Leeds, from after its first edition, who gets a digest."""
    person = UserFactory(email="ada@example.org")
    now = timezone.now()
    Follow.objects.create(user=person, plan=action.plan, confirmed_at=now, told_until=now)
    return person


@pytest.fixture
def letters(django_capture_on_commit_callbacks, mailoutbox):
    """Run the daily letter, and return the addresses of what each new letter tells, with how often."""

    def run():
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            tell_followers()
        return news_in(mail.body for mail in mailoutbox[before:])

    return run


def news_in(bodies):
    found = re.compile(r"/(updates|editions)/(\d+)/")
    return [f"{kind}/{key}" for body in bodies for kind, key in found.findall(body)]


def by_digest(person):
    """Send a person their digest, and return the addresses of what it tells of plans."""
    contents = digest_of(person)
    send(person, contents)
    return news_in(item.described.url for item in contents.items if item.choice.section == "plans_followed")


def choose(person, **choice):
    Preference.objects.filter(person=person).update(**({"cadence": Cadence.WEEKLY, "plans_in_digest": True} | choice))


def publish_anew(action):
    Action.objects.filter(pk=action.pk).update(title=f"Title of {timezone.now():%d %B %H:%M}")
    return publish(action.plan)


def an_hour_later(clock):
    clock.move_to(timezone.now() + timedelta(hours=1), tick=False)


def a_day_later(clock):
    clock.move_to(timezone.now() + timedelta(days=1), tick=False)


def update_of(action, **fields):
    return f"updates/{UpdateFactory(action=action, published_at=timezone.now(), **fields).pk}"


def test_follower_with_a_digest_gets_no_letter_and_others_do(action, person, letters, clock):
    Follow.objects.create(email="reader@example.org", plan=action.plan, confirmed_at=START, told_until=START)
    an_hour_later(clock)
    update = update_of(action)
    an_hour_later(clock)
    assert letters() == [update]
    assert by_digest(person) == [update]


@pytest.mark.parametrize("choice", BY_LETTER)
def test_follower_without_gets_letters(action, person, letters, clock, choice):
    choose(person, **choice)
    an_hour_later(clock)
    update = update_of(action)
    an_hour_later(clock)
    assert by_digest(person) == []
    assert letters() == [update]


@pytest.mark.parametrize("choice", BY_LETTER)
def test_from_letters_to_the_digest(action, person, letters, clock, choice):
    choose(person, **choice)
    an_hour_later(clock)
    first = update_of(action)
    an_hour_later(clock)
    assert letters() == [first]
    second = update_of(action)
    choose(person)
    an_hour_later(clock)
    assert letters() == []
    assert by_digest(person) == [second]


@pytest.mark.parametrize("choice", BY_LETTER)
def test_from_the_digest_to_letters(action, person, letters, clock, choice):
    an_hour_later(clock)
    update_of(action)
    assert len(by_digest(person)) == 1
    an_hour_later(clock)
    second = update_of(action)
    choose(person, **choice)
    an_hour_later(clock)
    assert letters() == [second]
    a_day_later(clock)
    assert letters() == []


def test_letters_tell_nothing_that_what_the_digest_told_replaced(action, person, letters, clock):
    an_hour_later(clock)
    publish_anew(action)
    first = UpdateFactory(action=action, published_at=timezone.now())
    an_hour_later(clock)
    edition = publish_anew(action)
    second = UpdateFactory(action=action, published_at=timezone.now(), corrects=first)
    third = update_of(action, corrects=second)
    assert sorted(by_digest(person)) == [f"editions/{edition.number}", third]
    choose(person, plans_in_digest=False)
    an_hour_later(clock)
    assert letters() == []
    a_day_later(clock)
    later = publish_anew(action)
    an_hour_later(clock)
    assert letters() == [f"editions/{later.number}"]


def test_letters_after_long_begin_with_the_last_month(action, person, letters, clock):
    an_hour_later(clock)
    update_of(action)
    clock.move_to(START + timedelta(days=40), tick=False)
    letters()
    recent = update_of(action)
    choose(person, plans_in_digest=False)
    an_hour_later(clock)
    assert letters() == [recent]


def test_mark_of_who_gets_letters_stays(action, person, letters, clock):
    choose(person, plans_in_digest=False)
    an_hour_later(clock)
    update = update_of(action)
    clock.move_to(START + timedelta(days=40), tick=False)
    assert letters() == [update], "a run that was missed loses nothing"


@pytest.mark.parametrize("state", [DigestState.CLAIMED, DigestState.SENDING])
def test_letter_waits_while_a_digest_is_in_hands(action, person, letters, clock, state):
    an_hour_later(clock)
    update = update_of(action)
    contents = digest_of(person)
    digest = DigestFactory(person=person, state=state, claimed_at=timezone.now())
    choose(person, plans_in_digest=False)
    an_hour_later(clock)
    assert letters() == []
    Digest.objects.filter(pk=digest.pk).update(state=DigestState.SENT, settled_at=timezone.now())
    send(person, contents)
    a_day_later(clock)
    other = update_of(action)
    an_hour_later(clock)
    assert letters() == [other]
    assert other != update


@pytest.mark.parametrize("seed", range(3))
def test_whoever_changes_to_and_fro_is_told_of_each_thing_once(action, person, letters, clock, seed):
    chance, told, published = random.Random(seed), Counter(), []
    ways = [*BY_LETTER, {}, {"cadence": Cadence.DAILY}]
    for day in range(1, 15):
        clock.move_to(START + timedelta(days=day), tick=False)
        published += [update_of(action) for _ in range(chance.randrange(3))]
        choose(person, **chance.choice(ways))
        an_hour_later(clock)
        told.update(letters())
        choose(person, **chance.choice(ways))
        told.update(by_digest(person))
    choose(person)
    while rest := by_digest(person):
        told.update(rest)
    assert told == Counter(published)

"""The daily letter to followers: what it tells, to whom, once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cities.plans.choices import Visibility
from cities.plans.models import Follow, Update
from cities.plans.services.telling import tell_followers
from cities.plans.tasks import tell_followers as beat
from network.digests.models import Preference
from portal.mail.models import Letter, Suppression
from tests.factories import (
    ActionFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import publish
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city__name="Leeds")), title="Public title")
    publish(action.plan)
    return action


@pytest.fixture
def plan(action):
    return action.plan


@pytest.fixture
def tell(django_capture_on_commit_callbacks, mailoutbox):
    """Run the task as of a moment, and return to whom letters went."""

    def run(at=None):
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            tell_followers(at)
        return sorted(mail.to[0] for mail in mailoutbox[before:])

    return run


def text(response):
    return response.content.decode()


def link_in(mail, word):
    return re.search(rf"http://localhost:8000(/plans/{word}/\S+/)", mail.body)[1]


def follower(thing, *, days=2, **by):
    """Make a confirmed follow that was told until some days ago; an account is one that wants letters on plans."""
    field = "plan" if hasattr(thing, "vision") else "action"
    if user := by.get("user"):
        wants_letters(user)
    moment = timezone.now() - timedelta(days=days)
    return Follow.objects.create(**{field: thing}, **by, confirmed_at=moment, told_until=moment)


def wants_letters(user):
    """Let what is new on plans come by letter, and not in the digest."""
    Preference.objects.filter(person=user).update(plans_in_digest=False)
    return user


def an_hour_ago(**fields):
    return UpdateFactory(published_at=timezone.now() - timedelta(hours=1), **fields)


def test_follower_of_a_plan_is_told_of_updates_and_editions(plan, action, tell, mailoutbox, client):
    user = UserFactory(email="ada@example.org", display_name="Ada")
    follower(plan, user=user)
    follower(plan, email="reader@example.org")
    update = an_hour_ago(action=action, body="The first homes are let.", outlook="at_risk")
    late = timezone.now() + timedelta(hours=1)
    assert tell(late) == ["ada@example.org", "reader@example.org"]
    account, address = mailoutbox
    for mail in mailoutbox:
        for words in (mail.body, mail.alternatives[0].content):
            assert "Action plan of Leeds" in words
            assert "Public title" in words
            assert "Under way, at risk" in words
            assert "The first homes are let." in words
            assert "Edition 1 of the action plan" in words
            assert f"/cities/leeds/plan/actions/{action.pk}/updates/{update.pk}/" in words
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Hello Ada," in account.body
    assert "Hello," in address.body
    assert update.by.display_name not in account.body


def test_follower_of_an_action_is_told_of_it_alone(plan, action, tell, mailoutbox):
    other = ActionFactory(objective=action.objective, title="Other title")
    publish(plan)
    follower(action, email="reader@example.org")
    an_hour_ago(action=other)
    assert tell() == []
    an_hour_ago(action=action)
    assert tell() == ["reader@example.org"]
    assert "Other title" not in mailoutbox[0].body
    assert "Edition" not in mailoutbox[0].body


def test_public_reads_only_what_is_published(plan, action, tell, mailoutbox):
    action.objective.actions.update(title="Working title")
    inner = ActionFactory(objective=action.objective, title="Inner title", visibility=Visibility.PARTNERS)
    draft = ActionFactory(objective=action.objective, title="Draft title", visibility=Visibility.DRAFT)
    member = MembershipFactory(city=plan.city, user__email="member@example.org").user
    stranger = MembershipFactory(user__email="stranger@example.org").user
    for user in (member, stranger):
        follower(plan, user=user)
    follower(plan, email="reader@example.org")
    for told in (action, inner, draft):
        an_hour_ago(action=told)
    assert tell() == ["member@example.org", "reader@example.org", "stranger@example.org"]
    said = {mail.to[0]: mail.body + mail.alternatives[0].content for mail in mailoutbox}
    assert "Inner title" in said["member@example.org"]
    assert "Working title" in said["member@example.org"]
    for other in ("reader@example.org", "stranger@example.org"):
        assert "Public title" in said[other]
        assert "Working title" not in said[other]
        assert "Inner title" not in said[other]
    assert not any("Draft title" in words for words in said.values())
    for user in (member, stranger, None):
        read = set(Update.objects.visible_to(user).values_list("pk", flat=True))
        address = user.email if user else "reader@example.org"
        named = {int(pk) for pk in re.findall(r"/updates/(\d+)/", said[address])}
        assert named
        assert named <= read


def test_news_that_nobody_may_read_writes_no_letter(plan, action, tell):
    inner = ActionFactory(objective=action.objective, visibility=Visibility.PARTNERS)
    follow = follower(plan, days=0, email="reader@example.org")
    Follow.objects.update(told_until=timezone.now() - timedelta(minutes=90))
    an_hour_ago(action=inner)
    assert tell() == []
    follow.refresh_from_db()
    assert follow.told_until > timezone.now() - timedelta(minutes=15)


def test_one_letter_a_day_and_nothing_is_lost(action, tell, time_machine):
    time_machine.move_to("2026-11-25T08:00:00Z", tick=False)
    follower(action, email="reader@example.org")
    an_hour_ago(action=action)
    assert tell() == ["reader@example.org"]
    assert tell() == []
    an_hour_ago(action=action)
    time_machine.move_to("2026-11-25T20:00:00Z", tick=False)
    an_hour_ago(action=action)
    assert tell() == []
    time_machine.move_to("2026-12-09T07:45:00Z", tick=False)
    assert tell() == ["reader@example.org"]
    assert tell() == []


def test_what_was_published_a_moment_ago_waits_for_the_next_day(action, tell):
    follower(action, email="reader@example.org")
    UpdateFactory(action=action, published_at=timezone.now() - timedelta(minutes=5))
    assert tell() == []
    assert tell(timezone.now() + timedelta(days=1)) == ["reader@example.org"]


def test_day_is_that_of_the_person(action, tell, django_capture_on_commit_callbacks):
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    for zone, day in (("Europe/London", "2026-11-25"), ("Pacific/Auckland", "2026-11-26")):
        moment = at - timedelta(days=1)
        user = wants_letters(UserFactory(time_zone=zone))
        Follow.objects.create(action=action, user=user, confirmed_at=moment, told_until=moment)
        UpdateFactory(action=action, published_at=at - timedelta(hours=1))
        tell(at)
        assert Letter.objects.filter(key__endswith=day).count() == 1


def test_two_things_of_one_follower_come_in_one_letter_once(plan, action, tell, mailoutbox):
    user = UserFactory(email="ada@example.org")
    follower(plan, user=user)
    follower(action, user=user)
    update = an_hour_ago(action=action)
    assert tell() == ["ada@example.org"]
    assert mailoutbox[0].body.count(f"/updates/{update.pk}/") == 1


@pytest.mark.parametrize("state", ["unconfirmed", "inactive", "suppressed"])
def test_letters_go_to_nobody_who_is_not_to_get_them(action, tell, state):
    follow = follower(action, user=UserFactory(email="ada@example.org"))
    if state == "unconfirmed":
        Follow.objects.update(user=None, email="ada@example.org", confirmed_at=None)
    if state == "inactive":
        type(follow.user).objects.filter(pk=follow.user_id).update(is_active=False)
    if state == "suppressed":
        Suppression.objects.create(address="ada@example.org", cause="complained")
    an_hour_ago(action=action)
    assert tell() == []


def test_one_click_ends_what_the_letter_is_sent_for(plan, action, tell, mailoutbox):
    from django.test import Client

    follower(plan, email="reader@example.org")
    follower(action, email="reader@example.org")
    follower(plan, email="other@example.org")
    an_hour_ago(action=action)
    tell()
    mail = next(mail for mail in mailoutbox if mail.to == ["reader@example.org"])
    link = mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    page = client.get(link)
    assert "Do you want no more letters about this?" in text(page)
    assert Follow.objects.count() == 3
    for _ in range(2):
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [follow.email for follow in Follow.objects.all()] == ["other@example.org"]


def test_each_thing_has_its_own_end(plan, action, tell, mailoutbox, client):
    user = UserFactory()
    follower(plan, user=user)
    elsewhere = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory()))
    publish(elsewhere.plan)
    kept = follower(elsewhere, user=user)
    for told in (action, elsewhere):
        an_hour_ago(action=told)
    tell()
    client.post(link_in(mailoutbox[0], "unfollow"))
    assert Follow.objects.get() == kept


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_send_one_letter(action, mailoutbox):
    follower(action, email="reader@example.org")
    an_hour_ago(action=action)
    assert at_once(tell_followers, tell_followers, times=2) == []
    assert len(mailoutbox) == 1


def test_redelivered_task_sends_nothing_more(action, mailoutbox, django_capture_on_commit_callbacks):
    follower(action, email="reader@example.org")
    an_hour_ago(action=action)
    with django_capture_on_commit_callbacks(execute=True):
        beat.delay()
        beat.delay()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("people", [3, 30])
def test_number_of_queries_does_not_grow(plan, action, people, django_assert_num_queries):
    for number in range(people):
        follower(plan, email=f"reader{number}@example.org")
        follower(action, user=UserFactory())
    an_hour_ago(action=action)
    with django_assert_num_queries(15):
        assert tell_followers() == 2 * people


def test_followers_beyond_one_batch_are_told(action, tell, monkeypatch):
    monkeypatch.setattr("cities.plans.services.telling.FOLLOWERS_AT_ONCE", 2)
    for number in range(5):
        follower(action, email=f"reader{number}@example.org")
    an_hour_ago(action=action)
    assert len(tell()) == 5

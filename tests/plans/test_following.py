"""Following: by account, by a confirmed address, and the end of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Visibility
from cities.plans.models import Follow
from cities.plans.services import following
from tests.factories import (
    ActionFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import publish

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
def plan_url(plan):
    return reverse("plan_follow", args=[plan.city.slug])


@pytest.fixture
def action_url(action):
    return reverse("action_follow", args=[action.plan.city.slug, action.pk])


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    """Send a form, and let the letters go."""

    def send(url, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data)

    return send


def text(response):
    return response.content.decode()


def link_in(mail, word):
    return re.search(rf"http://localhost:8000(/plans/{word}/\S+/)", mail.body)[1]


def follower(thing, *, days=2, **by):
    """Make a confirmed follow that was told until some days ago."""
    field = "plan" if hasattr(thing, "vision") else "action"
    moment = timezone.now() - timedelta(days=days)
    return Follow.objects.create(**{field: thing}, **by, confirmed_at=moment, told_until=moment)


def an_hour_ago(**fields):
    return UpdateFactory(published_at=timezone.now() - timedelta(hours=1), **fields)


# --- By account ---------------------------------------------------------------------------------
def test_account_follows_by_a_button_and_ends_it(client, plan, plan_url):
    user = UserFactory()
    client.force_login(user)
    assert client.get(plan_url).status_code == 200
    assert not Follow.objects.exists()
    for _ in range(2):
        assert client.post(plan_url).status_code == 302
    assert Follow.objects.get().user == user
    assert "You have followed it since" in text(client.get(plan_url))
    for _ in range(2):
        assert client.post(plan_url, {"act": "end"}).status_code == 302
    assert not Follow.objects.exists()


def test_what_is_not_published_is_followed_by_its_network_alone(client):
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory()), visibility=Visibility.PARTNERS)
    slug = action.plan.city.slug
    urls = [reverse("plan_follow", args=[slug]), reverse("action_follow", args=[slug, action.pk])]
    member = MembershipFactory(city=action.plan.city).user
    for user, status in ((None, 404), (UserFactory(), 404), (member, 302)):
        if user:
            client.force_login(user)
        assert [client.post(url, {"email": "a@example.org"}).status_code for url in urls] == [status] * 2


def test_action_of_another_city_is_not_found(client, action, plan):
    elsewhere = PlanFactory()
    assert client.get(reverse("action_follow", args=[elsewhere.city.slug, action.pk])).status_code == 404


# --- By address ---------------------------------------------------------------------------------
def test_address_follows_once_it_is_confirmed(client, post, action, action_url, mailoutbox):
    assert "Look into your mailbox" in text(post(action_url, email="Reader@Example.org"))
    follow = Follow.objects.get()
    assert (follow.email, follow.confirmed_at) == ("reader@example.org", None)
    (mail,) = mailoutbox
    assert mail.subject == "Leeds, action 1: Public title: do you want to follow it?"
    assert "to tell this address of updates of one action in Leeds." in mail.body
    link = link_in(mail, "follow")
    page = client.get(link)
    assert "do you want to follow it?" in text(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    follow.refresh_from_db()
    assert follow.confirmed_at is None, "opening a link changes nothing"
    for _ in range(2):
        assert "You follow it" in text(client.post(link))
    follow.refresh_from_db()
    assert follow.confirmed_at is not None
    assert not client.cookies.get("sessionid")


def test_answer_is_the_same_for_every_address(client, post, plan, plan_url, mailoutbox):
    UserFactory(email="member@example.org")
    follower(plan, email="already@example.org")
    pages = [
        text(post(plan_url, email=email)).replace(email, "…")
        for email in ("new@example.org", "member@example.org", "already@example.org")
    ]
    strip = [re.sub(r'value="[A-Za-z0-9]{64}"', "", page) for page in pages]
    assert len(set(strip)) == 1
    assert sorted(mail.to[0] for mail in mailoutbox) == ["member@example.org", "new@example.org"]


def test_one_letter_a_day_asks_an_address(post, plan_url, mailoutbox, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    for _ in range(3):
        post(plan_url, email="reader@example.org")
    assert len(mailoutbox) == 1
    time_machine.move_to("2026-11-26T12:00:00Z", tick=False)
    post(plan_url, email="reader@example.org")
    assert len(mailoutbox) == 2
    assert Follow.objects.count() == 1


def test_one_address_is_asked_about_five_things_a_day(post, plan, mailoutbox):
    objective = ObjectiveFactory(plan=plan)
    actions = [ActionFactory(objective=objective) for _ in range(7)]
    publish(plan)
    for action in actions:
        page = post(reverse("action_follow", args=[plan.city.slug, action.pk]), email="victim@example.org")
        assert "Look into your mailbox" in text(page)
    assert len(mailoutbox) == 5


def test_what_waits_from_days_before_counts(post, plan, mailoutbox, time_machine):
    objective = ObjectiveFactory(plan=plan)
    actions = [ActionFactory(objective=objective) for _ in range(9)]
    publish(plan)
    for day, asked in ((25, actions[:4]), (27, actions[4:])):
        time_machine.move_to(f"2026-11-{day}T12:00:00Z", tick=False)
        for action in asked:
            post(reverse("action_follow", args=[plan.city.slug, action.pk]), email="victim@example.org")
    assert len(mailoutbox) == 5
    assert Follow.objects.count() == 5


def test_many_addresses_from_one_network_are_turned_away(post, plan_url, mailoutbox):
    statuses = [post(plan_url, email=f"a{number}@example.org").status_code for number in range(21)]
    assert statuses == [200] * 20 + [429]
    page = post(plan_url, email="typed@example.org")
    assert 'value="typed@example.org"' in text(page)
    assert len(mailoutbox) == 20


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@b",
        "a\0@example.org",
        "a@example.org\nBcc: b@example.org",
        "x" * 300,
        "İ" * 240 + "@a.com",
        "a@" + ".".join(["İ" * 55] * 4) + ".com",
        "ſ@example.org",
    ],
)
def test_what_is_no_address_is_said_beside_its_field(post, plan_url, email, mailoutbox):
    assert post(plan_url, email=email).status_code == 422
    assert not Follow.objects.exists()
    assert mailoutbox == []


@pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: f"x{t}", lambda t: "nonsense", lambda t: "é"])
@pytest.mark.parametrize("name", ["follow_confirm", "follow_end"])
def test_changed_token_gets_a_helpful_page(client, plan, change, name):
    follow = Follow.objects.create(plan=plan, email="reader@example.org")
    good = following.end_token([follow.pk])
    page = client.post(reverse(name, args=[change(good)]))
    assert page.status_code == 404
    assert "This link no longer works" in text(page)
    assert Follow.objects.filter(confirmed_at=None).exists()


def test_token_of_one_purpose_does_not_serve_another(client, plan):
    follow = Follow.objects.create(plan=plan, email="reader@example.org")
    assert client.post(reverse("follow_confirm", args=[following.end_token([follow.pk])])).status_code == 404


@pytest.mark.parametrize("held", [[1], "1", {"pk": 1}, None, 1.5, True, -1, 2**70, [[1]], ["x"]])
def test_signed_token_that_holds_something_else_is_a_bad_link(client, held):
    for name, salt in (("follow_confirm", following.CONFIRM_SALT), ("follow_end", following.END_SALT)):
        if name == "follow_end" and held == [1]:
            continue
        answer = client.get(reverse(name, args=[signing.dumps(held, salt=salt)]))
        assert (name, answer.status_code) == (name, 404)


def test_confirmation_works_for_three_days(client, post, plan_url, mailoutbox, time_machine):
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    post(plan_url, email="reader@example.org")
    time_machine.move_to("2026-11-28T12:00:01Z", tick=False)
    assert client.post(link_in(mailoutbox[0], "follow")).status_code == 404


# --- Preferences --------------------------------------------------------------------------------
DIGEST = {"digest-cadence": "weekly", "digest-weekday": "0", "digest-hour": "7", "digest-plans": "digest"}
"""What the form holds of the digest."""


def test_preferences_list_what_one_follows_and_end_it(client, plan, action):
    user = UserFactory()
    kept, ended = follower(plan, user=user), follower(action, user=user)
    strangers = follower(plan, user=UserFactory())
    client.force_login(user)
    page = client.get(reverse("preferences"))
    assert "Action plan of Leeds" in text(page)
    assert "Remind me when an update is due" not in text(page)
    data = {
        "profile-display_name": "Ada",
        "comfort-directory": "network",
        "comfort-time_zone": "Europe/London",
        **DIGEST,
        "plans-ended": [ended.pk, strangers.pk, "x"],
    }
    assert client.post(reverse("preferences"), data).status_code == 302
    assert set(Follow.objects.all()) == {kept, strangers}


def test_members_turn_reminders_off_and_on(client):
    user = MembershipFactory(is_home=True).user
    client.force_login(user)
    page = client.get(reverse("preferences"))
    assert page.context["panels"]
    data = {
        "profile-display_name": "Ada",
        "home-home": user.memberships.get().pk,
        "comfort-directory": "network",
        "comfort-time_zone": "Europe/London",
        **DIGEST,
    }
    for sent, wanted in (({}, False), ({"plans-reminders": "on"}, True)):
        assert client.post(reverse("preferences"), {**data, **sent}).status_code == 302
        user.plan_preference.refresh_from_db()
        assert user.plan_preference.reminders is wanted

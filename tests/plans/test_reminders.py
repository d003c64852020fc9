"""Reminders: who is asked, when, and what the letter says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cities.places.choices import MembershipState
from cities.plans.choices import Part, Stage, Visibility
from cities.plans.models import PlanPreference, Reminder, UpdateLink
from portal.mail.models import Suppression
from tests.factories import ActionFactory, ActionPartnerFactory, MembershipFactory, ObjectiveFactory, PlanFactory
from tests.factories.plans import coordinator_of
from tests.plans.reminding import NOW, old_plan, overdue_action, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return old_plan()


@pytest.fixture
def action(plan):
    return overdue_action(plan)


def test_owner_is_asked_first_with_a_link_and_by_name(action, remind, mailoutbox):
    assert remind() == ["owner@example.org"]
    (mail,) = mailoutbox
    html = mail.alternatives[0].content
    assert mail.subject == "Update wanted: Retrofit homes"
    for text in (mail.body, html):
        assert "Hello Olu Owner," in text
        assert "Last update on 26 August 2026: under way." in text
        assert "An update was due on 24 November 2026." in text
        assert "You answer for it." in text
        assert "http://localhost:8000/plans/update/" in text
        assert "9 December 2026" in text
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert UpdateLink.objects.get().expires_at == NOW + timedelta(days=14)
    assert Reminder.objects.get().week == "2026-W48"


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (97, ["owner"]),
        (103, ["owner"]),
        (104, ["lead", "owner"]),
        (117, ["lead", "owner"]),
        (118, ["coordinator", "lead", "owner"]),
        (500, ["coordinator", "lead", "owner"]),
    ],
)
def test_more_are_asked_the_longer_it_lasts(action, remind, days, asked):
    assert remind(NOW - timedelta(days=2)) == []
    assert remind(NOW - timedelta(days=1)) == ["owner@example.org"]
    assert [to.partition("@")[0] for to in remind(NOW + timedelta(days=days - 91))] == asked


def owner_leaves(action):
    action.owner.state, action.owner.ended_at = MembershipState.ENDED, NOW
    action.owner.save()


def owner_is_taken_out(action):
    type(action).objects.update(owner=None)


def owner_wants_none(action):
    PlanPreference.objects.create(person=action.owner.user, reminders=False)


def owner_is_not_reached(action):
    Suppression.objects.create(address="Owner@Example.org", cause="bounced")


def owner_is_inactive(action):
    action.owner.user.is_active = False
    action.owner.user.save()


@pytest.mark.parametrize(
    "change", [owner_leaves, owner_is_taken_out, owner_wants_none, owner_is_not_reached, owner_is_inactive]
)
def test_next_relation_is_asked_where_the_owner_cannot_be(action, remind, change):
    change(action)
    assert remind() == ["lead@example.org"]
    assert remind(NOW + timedelta(days=14)) == ["coordinator@example.org", "lead@example.org"]


def test_coordinators_are_asked_where_nobody_else_can_be(action, remind):
    owner_leaves(action)
    action.partners.all().delete()
    assert remind() == ["coordinator@example.org"]


def test_lead_that_has_not_accepted_is_not_asked(action, remind):
    owner_leaves(action)
    action.partners.update(accepted_at=None, answered_by=None)
    assert remind() == ["coordinator@example.org"]


def test_advisers_are_not_asked(action, remind):
    lead = action.partners.get().partner
    MembershipFactory(city=action.plan.city, partner=lead, role="adviser", user__email="adviser@example.org")
    remind()
    assert remind(NOW + timedelta(days=60)) == ["coordinator@example.org", "lead@example.org", "owner@example.org"]


@pytest.mark.parametrize("stage", [Stage.DONE, Stage.DROPPED])
def test_ended_actions_ask_nobody(action, remind, stage):
    told(action, days=90, stage=stage)
    assert remind(NOW + timedelta(days=1000)) == []


def test_archived_plans_and_drafts_ask_nobody(action, plan, remind):
    type(action).objects.update(visibility=Visibility.DRAFT)
    assert remind() == []
    type(action).objects.update(visibility=Visibility.PARTNERS)
    type(plan).objects.update(archived_at=NOW)
    assert remind() == []


def test_promised_next_step_is_due_on_its_day(action, remind):
    told(action, days=10, next_step="The tender", next_on=NOW.date())
    assert remind(NOW - timedelta(days=1)) == []
    assert remind() == ["owner@example.org"]


def test_due_date_that_passed_asks_for_one_update(action, remind, mailoutbox):
    told(action, days=10)
    type(action).objects.update(due_on=NOW.date() - timedelta(days=1), starts_on=None)
    assert remind() == ["owner@example.org"]
    assert "It was to be done by 24 November 2026." in mailoutbox[0].body
    told(action, days=0)
    assert remind(NOW + timedelta(days=7)) == []
    assert remind(NOW + timedelta(days=90)) == ["owner@example.org"]


def test_paused_action_is_left_alone_longer_and_asks_one_relation(action, remind, mailoutbox):
    told(action, days=90, stage=Stage.PAUSED)
    assert remind(NOW + timedelta(days=89)) == []
    assert remind(NOW + timedelta(days=90)) == ["owner@example.org"]
    assert "It is paused. Is that still so?" in mailoutbox[-1].body
    assert remind(NOW + timedelta(days=97)) == [], "it is named to the same person once in four weeks"
    assert remind(NOW + timedelta(days=118)) == ["owner@example.org"]


def test_new_action_of_an_old_plan_is_not_due_at_once(plan, remind):
    coordinator_of(plan.city)
    action = ActionFactory(objective=ObjectiveFactory(plan=plan), due_on=None)
    type(action).objects.update(created_at=NOW - timedelta(days=89))
    assert remind() == []
    assert len(remind(NOW + timedelta(days=1))) == 1


def test_action_without_an_update_says_so(plan, remind, mailoutbox):
    coordinator_of(plan.city)
    action = ActionFactory(objective=ObjectiveFactory(plan=plan), due_on=None)
    type(action).objects.update(created_at=NOW - timedelta(days=90))
    remind()
    assert "There is no update yet." in mailoutbox[0].body


def test_one_letter_a_week_names_all_actions_of_a_person(action, remind, mailoutbox):
    elsewhere = PlanFactory()
    type(elsewhere).objects.update(created_at=NOW - timedelta(days=400))
    membership = MembershipFactory(city=elsewhere.city, user=action.owner.user)
    other = ActionFactory(objective=ObjectiveFactory(plan=elsewhere), title="Buy land", owner=membership)
    type(other).objects.update(created_at=NOW - timedelta(days=100))
    assert remind() == ["owner@example.org"]
    assert mailoutbox[0].subject == "2 actions wait for an update"
    assert "Retrofit homes" in mailoutbox[0].body
    assert "Buy land" in mailoutbox[0].body
    assert sorted(Reminder.objects.get().actions) == sorted([action.pk, other.pk])
    assert mailoutbox[0].body.count("/plans/update/") == 2


def test_owner_is_asked_first_again_after_an_update(action, remind):
    remind()
    told(action, days=-40)
    assert remind(NOW + timedelta(days=130)) == ["owner@example.org"]


def test_update_that_is_due_today_is_said_to_be(action, remind, mailoutbox):
    remind(NOW - timedelta(days=1))
    assert "An update is due today." in mailoutbox[0].body
    assert "was due" not in mailoutbox[0].body


def test_coordinator_reads_why_they_are_asked(action, remind, mailoutbox):
    remind()
    remind(NOW + timedelta(days=28))
    (mail,) = [mail for mail in mailoutbox if mail.to == ["coordinator@example.org"]]
    assert "You coordinate the plan, and nobody else has written an update." in mail.body


def test_coordinator_reads_that_nobody_else_can_be_asked(action, remind, mailoutbox):
    owner_leaves(action)
    action.partners.all().delete()
    remind()
    assert "You coordinate the plan, and nobody else can be asked for it." in mailoutbox[0].body


def test_link_in_the_letter_turns_reminders_off(action, remind, mailoutbox, client):
    remind()
    link = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client.get(link)
    assert not PlanPreference.objects.exists()
    done = client.post(link)
    assert f'href="{reverse("preferences")}"' in done.content.decode()
    assert remind(NOW + timedelta(days=7)) == ["lead@example.org"]


def test_long_list_says_how_many_more_wait(plan, remind, mailoutbox):
    owner = MembershipFactory(city=plan.city)
    objective = ObjectiveFactory(plan=plan)
    for _ in range(32):
        ActionFactory(objective=objective, owner=owner)
    objective.actions.update(created_at=NOW - timedelta(days=100))
    remind()
    assert mailoutbox[0].subject == "32 actions wait for an update"
    assert mailoutbox[0].body.count("/plans/update/") == 30
    assert "2 more actions wait" in mailoutbox[0].body


def test_supporters_and_co_owners_are_not_asked(action, remind):
    for part in (Part.CO_OWNER, Part.SUPPORTER):
        named = ActionPartnerFactory(action=action, part=part, accepted=True)
        MembershipFactory(city=action.plan.city, partner=named.partner, user__email=f"{part}@example.org")
    remind()
    assert remind(NOW + timedelta(days=60)) == ["coordinator@example.org", "lead@example.org", "owner@example.org"]


def test_suppressed_person_is_asked_again_once_mail_reaches_them(action, remind):
    owner_is_not_reached(action)
    assert remind() == ["lead@example.org"]
    Suppression.objects.all().delete()
    assert "owner@example.org" in remind(NOW + timedelta(days=1))


def test_action_that_is_told_of_meanwhile_is_not_named(action, remind):
    remind()
    told(action, days=0)
    assert remind(NOW + timedelta(days=7)) == []


def test_letter_holds_no_markup_of_a_title(action, remind, mailoutbox):
    type(action).objects.update(title="<b>Homes</b> & more")
    remind()
    assert mailoutbox[0].subject == "Update wanted: <b>Homes</b> & more"
    assert "* <b>Homes</b> & more" in mailoutbox[0].body
    assert "&lt;b&gt;Homes&lt;/b&gt; &amp; more" in mailoutbox[0].alternatives[0].content

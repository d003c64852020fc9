"""Reminders: who is asked, when, how often, and that a run that was missed loses nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.plans.choices import Part, Stage, Visibility
from cities.plans.models import PlanPreference, Reminder, UpdateLink
from cities.plans.services.reminders import send_reminders, week_of
from cities.plans.tasks import send_reminders as beat
from portal.mail.models import Letter, Suppression
from portal.mail.tasks import sweep
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of
from tests.together import at_once

NOW = datetime(2026, 11, 25, 7, 15, tzinfo=UTC)  # a Wednesday, 2026-W48
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = PlanFactory(review_interval=90)
    type(plan).objects.update(created_at=NOW - timedelta(days=400))
    return plan


@pytest.fixture
def action(plan):
    """An action that an accepted partner leads and that nobody has told of for 91 days."""
    owner = MembershipFactory(city=plan.city, user__display_name="Olu Owner", user__email="owner@example.org")
    action = ActionFactory(
        objective=ObjectiveFactory(plan=plan), title="Retrofit homes", owner=owner, due_on=date(2027, 6, 1)
    )
    lead = PartnerFactory(city=plan.city)
    ActionPartnerFactory(action=action, partner=lead, accepted=True)
    MembershipFactory(city=plan.city, partner=lead, user__email="lead@example.org")
    coordinator_of(plan.city, user__email="coordinator@example.org")
    told(action, days=91)
    return action


def told(action, *, days, at=NOW, **fields):
    """Say that an action was told of so many days before."""
    moment = at - timedelta(days=days)
    return UpdateFactory(action=action, published_at=moment, reported_on=moment.date(), **fields)


@pytest.fixture
def remind(django_capture_on_commit_callbacks, mailoutbox):
    """Run the task as of a moment, and return to whom letters went."""

    def run(at=NOW):
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            send_reminders(at)
        return sorted(mail.to[0] for mail in mailoutbox[before:])

    return run


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


def test_runs_of_one_week_send_one_letter(action, remind):
    assert remind() == ["owner@example.org"]
    assert [remind(NOW + timedelta(days=days)) for days in (0, 1, 2, 3, 4)] == [[]] * 5
    assert remind(NOW + timedelta(days=5)) == ["owner@example.org"], "Monday, 2026-W49"


def test_no_two_letters_on_sunday_and_monday(action, remind):
    sunday = NOW + timedelta(days=4)
    assert remind(sunday) == ["owner@example.org"]
    assert remind(sunday + timedelta(days=1)) == []
    assert remind(sunday + timedelta(days=3)) == ["owner@example.org"]


def test_missed_weeks_lose_nothing_and_ask_nobody_before_the_owner(action, remind):
    late = NOW + timedelta(weeks=9, days=2)
    assert remind(late) == ["owner@example.org"]
    assert remind(late + timedelta(days=14)) == ["lead@example.org", "owner@example.org"]
    assert remind(late + timedelta(days=28)) == ["coordinator@example.org", "lead@example.org", "owner@example.org"]


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
    assert "You coordinate the plan, and whoever was asked first has written none." in mail.body


def test_coordinator_reads_that_nobody_else_can_be_asked(action, remind, mailoutbox):
    owner_leaves(action)
    action.partners.all().delete()
    remind()
    assert "You coordinate the plan, and nobody who answers for it can be asked." in mailoutbox[0].body


@pytest.mark.parametrize(
    ("zone", "at", "week"),
    [
        ("Europe/London", datetime(2026, 12, 31, 12, tzinfo=UTC), "2026-W53"),
        ("Europe/London", datetime(2027, 1, 3, 23, 59, tzinfo=UTC), "2026-W53"),
        ("Europe/London", datetime(2027, 1, 4, 0, 0, tzinfo=UTC), "2027-W01"),
        ("Pacific/Auckland", datetime(2027, 1, 3, 12, tzinfo=UTC), "2027-W01"),
        ("America/Los_Angeles", datetime(2027, 1, 4, 7, tzinfo=UTC), "2026-W53"),
        ("Europe/London", datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-W43"),  # the clocks went back that day
        ("Europe/London", datetime(2026, 3, 29, 23, 30, tzinfo=UTC), "2026-W14"),  # and forward: Monday 00:30 in London
        ("Nowhere/Atlantis", datetime(2026, 11, 25, tzinfo=UTC), "2026-W48"),
    ],
)
def test_week_is_that_of_the_person(zone, at, week):
    assert week_of(UserFactory.build(time_zone=zone), at) == week


def test_turn_of_the_year_is_another_week(action, remind):
    assert "owner@example.org" in remind(datetime(2026, 12, 30, 8, tzinfo=UTC))
    assert remind(datetime(2027, 1, 2, 8, tzinfo=UTC)) == []
    assert "owner@example.org" in remind(datetime(2027, 1, 4, 8, tzinfo=UTC))
    assert sorted(Reminder.objects.filter(person__email="owner@example.org").values_list("week", flat=True)) == [
        "2026-W53",
        "2027-W01",
    ]


def test_killed_before_sending_is_sent_by_the_sweep_and_not_twice(
    action, remind, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():  # and none of them is run, as when the process is killed
        send_reminders(NOW)
    assert Letter.objects.get().state == "due"
    assert remind(NOW + timedelta(hours=2)) == []
    Letter.objects.update(made_at=timezone.now() - timedelta(minutes=6))
    sweep()
    sweep()
    assert [mail.to for mail in mailoutbox] == [["owner@example.org"]]
    assert remind(NOW + timedelta(days=7)) == ["owner@example.org"]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_send_one_letter(action, mailoutbox):
    faults = at_once(lambda: send_reminders(NOW), lambda: send_reminders(NOW), times=2)
    assert faults == []
    assert [mail.to for mail in mailoutbox] == [["owner@example.org"]]
    assert Reminder.objects.count() == UpdateLink.objects.count() == 1


def test_redelivered_task_sends_nothing_more(action, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        beat.delay(NOW.isoformat())
        beat.delay(NOW.isoformat())
    assert len(mailoutbox) == 1


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


@pytest.mark.parametrize("people", [3, 30])
def test_number_of_queries_does_not_grow(plan, people, django_assert_num_queries):
    objective = ObjectiveFactory(plan=plan)
    for _ in range(people):
        ActionFactory(objective=objective, owner=MembershipFactory(city=plan.city))
    objective.actions.update(created_at=NOW - timedelta(days=100))
    with django_assert_num_queries(20):
        assert send_reminders(NOW) == people


def test_command_sends_as_of_a_moment(action, mailoutbox, capsys, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_plan_reminders", "--at", "2026-11-25T07:15Z", "--in-process")
        call_command("send_plan_reminders", "--at", "2026-11-25T09:15", "--in-process")
    assert len(mailoutbox) == 1
    assert capsys.readouterr().out == "Reminders written: 1\nReminders written: 0\n"


def test_command_asks_a_worker(action, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_plan_reminders", "--at", "2026-11-25T07:15Z")
    assert len(mailoutbox) == 1


def test_command_refuses_what_is_no_moment():
    with pytest.raises(CommandError, match="is not a moment"):
        call_command("send_plan_reminders", "--at", "next week")


def test_supporters_and_co_owners_are_not_asked(action, remind):
    for part in (Part.CO_OWNER, Part.SUPPORTER):
        named = ActionPartnerFactory(action=action, part=part, accepted=True)
        MembershipFactory(city=action.plan.city, partner=named.partner, user__email=f"{part}@example.org")
    remind()
    assert remind(NOW + timedelta(days=60)) == ["coordinator@example.org", "lead@example.org", "owner@example.org"]


def test_actions_and_people_beyond_one_batch_are_reminded(plan, remind, monkeypatch):
    monkeypatch.setattr("cities.plans.reading.due.ACTIONS_AT_ONCE", 2)
    monkeypatch.setattr("cities.plans.services.reminders.PEOPLE_AT_ONCE", 2)
    owners = [MembershipFactory(city=plan.city) for _ in range(5)]
    objective = ObjectiveFactory(plan=plan)
    for owner in [*owners, owners[0]]:
        ActionFactory(objective=objective, owner=owner)
    objective.actions.update(created_at=NOW - timedelta(days=100))
    assert remind() == sorted(owner.user.email for owner in owners)
    assert sorted(len(reminder.actions) for reminder in Reminder.objects.all()) == [1, 1, 1, 1, 2]


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

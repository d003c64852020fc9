"""Runs of reminders: one letter a week, however often, late or at once they run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cities.plans.models import Reminder, UpdateLink
from cities.plans.services.reminders import send_reminders, week_of
from cities.plans.tasks import send_reminders as beat
from portal.mail.models import Letter
from portal.mail.tasks import sweep
from tests.factories import ActionFactory, MembershipFactory, ObjectiveFactory, UserFactory
from tests.plans.reminding import NOW, old_plan, overdue_action
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return old_plan()


@pytest.fixture
def action(plan):
    return overdue_action(plan)


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


@pytest.mark.parametrize("people", [3, 30])
def test_number_of_queries_does_not_grow(plan, people, django_assert_num_queries):
    objective = ObjectiveFactory(plan=plan)
    for _ in range(people):
        ActionFactory(objective=objective, owner=MembershipFactory(city=plan.city))
    objective.actions.update(created_at=NOW - timedelta(days=100))
    with django_assert_num_queries(23):
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

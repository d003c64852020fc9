"""Who gets a row, for which period: by local time, once, whatever the clocks and beat do."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from network.digests.choices import Cadence, DigestState, Reason
from network.digests.models import Digest, Preference, Run
from network.digests.services import planning
from network.digests.services.planning import LOCK, plan
from tests.factories import UserFactory
from tests.factories.digests import PreferenceFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # in winter London is at UTC


def planned(at: datetime) -> list[tuple[str, str]]:
    plan(at)
    return [(str(row.period), row.state) for row in Digest.objects.order_by("period", "pk")]


def test_nobody_without_a_choice_gets_one():
    Preference.objects.filter(person=UserFactory()).delete()
    assert planned(MONDAY) == []
    assert not Run.objects.exists()


def test_daily_is_due_from_its_hour_on_and_once():
    PreferenceFactory(since=MONDAY - timedelta(hours=1))
    assert planned(MONDAY - timedelta(seconds=1)) == []
    assert planned(MONDAY) == [("2026-11-23", "due")]
    assert planned(MONDAY + timedelta(hours=1)) == [("2026-11-23", "due")]


@pytest.mark.parametrize("day", range(7))
def test_weekly_is_due_on_its_weekday_for_the_week_that_began_with_monday(day):
    PreferenceFactory(cadence=Cadence.WEEKLY, weekday=day, since=MONDAY - timedelta(hours=1))
    own = MONDAY + timedelta(days=day)
    if day:
        assert planned(own - timedelta(days=1)) == []
    assert planned(own) == [("2026-11-23", "due")]
    assert planned(own + timedelta(days=1)) == [("2026-11-23", "due")]
    assert Digest.objects.get().due_at == own


def test_another_weekday_in_the_same_week_brings_no_second_one():
    preference = PreferenceFactory(cadence=Cadence.WEEKLY, weekday=0, since=MONDAY)
    plan(MONDAY)
    preference.weekday = 2
    preference.save()
    assert planned(MONDAY + timedelta(days=2)) == [("2026-11-23", "due")]
    assert planned(MONDAY + timedelta(days=9)) == [("2026-11-23", "due"), ("2026-11-30", "due")]


@pytest.mark.parametrize(("cadence", "hours"), [(Cadence.DAILY, 6), (Cadence.WEEKLY, 24)])
def test_what_is_late_is_caught_up_within_a_bound_and_written_down_beyond_it(cadence, hours):
    PreferenceFactory(cadence=cadence, weekday=0, since=MONDAY)
    end = MONDAY + timedelta(hours=hours)
    plan(end - timedelta(seconds=1))
    assert Digest.objects.get().state == DigestState.DUE
    Digest.objects.all().delete()
    plan(end)
    late = Digest.objects.earliest("due_at")
    assert (late.state, late.reason, late.settled_at) == (DigestState.SKIPPED, Reason.LATE, end)
    assert Run.objects.latest("pk").skipped == 1


def test_an_outage_of_days_leaves_no_row_for_what_is_long_past():
    PreferenceFactory(since=MONDAY - timedelta(days=9))
    assert planned(MONDAY) == [("2026-11-22", "skipped"), ("2026-11-23", "due")]


def test_no_digest_for_a_moment_before_it_was_chosen():
    PreferenceFactory(since=MONDAY + timedelta(minutes=1))
    assert planned(MONDAY + timedelta(hours=2)) == []


def test_pause_lasts_to_its_day():
    PreferenceFactory(paused_until=date(2026, 11, 24), since=MONDAY)
    plan(MONDAY)
    assert Digest.objects.get().reason == Reason.PAUSED
    assert planned(MONDAY + timedelta(days=1)) == [("2026-11-23", "skipped"), ("2026-11-24", "due")]


@pytest.mark.parametrize("cadence", [Cadence.OFF])
def test_who_wants_none_has_no_row(cadence):
    PreferenceFactory(cadence=cadence)
    assert planned(MONDAY) == []


def test_closed_account_has_no_row():
    PreferenceFactory(person__is_active=False)
    assert planned(MONDAY) == []


def test_hours_are_those_where_a_person_lives():
    PreferenceFactory(person__time_zone="Pacific/Auckland", since=MONDAY - timedelta(hours=20))
    assert planned(datetime(2026, 11, 22, 17, 59, tzinfo=UTC)) == []
    assert planned(datetime(2026, 11, 22, 18, 0, tzinfo=UTC)) == [("2026-11-23", "due")]


def test_zone_that_the_database_does_not_know_is_taken_for_londons_and_holds_up_nobody():
    PreferenceFactory(person__time_zone="Mars/Olympus", since=MONDAY)
    PreferenceFactory(since=MONDAY)
    assert planned(MONDAY) == [("2026-11-23", "due")] * 2


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2027, 3, 27), datetime(2027, 3, 27, 7, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        (date(2027, 10, 30), datetime(2027, 10, 30, 6, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 7, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 29, 7, tzinfo=UTC)),
    ],
)
def test_clocks_that_change_and_a_leap_day_bring_one_digest_at_its_hour(day, due):
    PreferenceFactory(since=due - timedelta(hours=1))
    for minutes in range(-60, 24 * 60 - 61, 15):
        plan(due + timedelta(minutes=minutes))
    assert [(row.period, row.due_at) for row in Digest.objects.all()] == [(day, due)]


def test_daily_and_weekly_of_one_person_are_apart():
    preference = PreferenceFactory(since=MONDAY)
    plan(MONDAY)
    preference.cadence = Cadence.WEEKLY
    preference.save()
    plan(MONDAY)
    assert sorted(Digest.objects.values_list("cadence", flat=True)) == ["daily", "weekly"]


def test_who_plans_beside_somebody_else_says_so(caplog):
    PreferenceFactory(since=MONDAY)
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert plan(MONDAY) is None
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])  # a pool may keep the connection
    assert "Somebody else is planning" in caplog.text
    assert not Digest.objects.exists()


@transaction.atomic
def plan_and_stand_still() -> None:
    assert plan(MONDAY)
    time.sleep(1)
    Digest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_planner_that_stands_still_is_ended_and_others_plan(monkeypatch):
    PreferenceFactory(since=MONDAY)
    with monkeypatch.context() as soon:
        soon.setattr(planning, "IDLE", timedelta(milliseconds=200))
        with pytest.raises(DatabaseError, match="terminating connection"):
            plan_and_stand_still()
    assert not Digest.objects.exists()
    assert planned(MONDAY) == [("2026-11-23", "due")]


def test_bounds_of_a_planner_are_minutes():
    plan(MONDAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('statement_timeout')"
        )
        assert cursor.fetchone() == ("2min", "4min")

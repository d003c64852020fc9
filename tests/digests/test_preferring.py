"""What a person chooses for their digest: kept whole or not at all, and dated where the rhythm changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from network.digests.choices import Cadence, NoticeKind
from network.digests.models import Preference
from network.digests.services.preferring import (
    LONGEST_PAUSE,
    as_it_was,
    choose,
    go_on,
    only_mentions,
    pause,
    restore,
    stop,
)
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, PreferenceFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def kept() -> Preference:
    return PreferenceFactory(cadence=Cadence.DAILY, weekday=3, hour=9)


def now_of(kept: Preference) -> Preference:
    return Preference.objects.get(pk=kept.pk)


@pytest.mark.parametrize("change", [{"cadence": Cadence.WEEKLY}, {"weekday": 4}, {"hour": 18}])
def test_another_rhythm_counts_from_now_on(kept, change):
    choose(kept.person_id, **change, at=NOW)
    assert now_of(kept).since == NOW


@pytest.mark.parametrize(
    "same", [{"cadence": Cadence.DAILY}, {"weekday": 3, "hour": 9}, {"plans_in_digest": False}, {}]
)
def test_the_same_rhythm_counts_from_when_it_was_chosen(kept, same):
    choose(kept.person_id, **same, at=NOW)
    assert now_of(kept).since == LONG_AGO
    assert now_of(kept).kept_at == NOW, "but the person has been heard of"


def test_what_is_not_given_stays(kept):
    choose(kept.person_id, hour=18)
    after = now_of(kept)
    assert (after.cadence, after.weekday, after.hour, after.at_once) == (Cadence.DAILY, 3, 18, kept.at_once)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cadence": "hourly"}, "cadence"),
        ({"weekday": 7}, "weekday"),
        ({"weekday": -1}, "weekday"),
        ({"hour": 3}, "hour"),
        ({"hour": 24}, "hour"),
        ({"at_once": ["circus"]}, "at_once"),
    ],
)
def test_what_is_out_of_range_is_refused_by_its_field_and_nothing_is_kept(kept, wrong, field):
    before = Preference.objects.values().get(pk=kept.pk)
    with pytest.raises(ValidationError) as refused:
        choose(kept.person_id, **{"plans_in_digest": False, **wrong})
    assert list(refused.value.message_dict) == [field]
    assert Preference.objects.values().get(pk=kept.pk) == before


def test_saying_how_often_ends_a_pause_and_nothing_else_does():
    kept = PreferenceFactory(paused_until=date(2999, 1, 1))
    choose(kept.person_id, hour=8)
    assert now_of(kept).paused_until
    choose(kept.person_id, cadence=kept.cadence)
    assert now_of(kept).paused_until is None


@pytest.mark.parametrize("days", [1, 14, LONGEST_PAUSE.days])
def test_pause_leaves_the_rhythm(kept, days):
    pause(kept.person_id, NOW.date() + timedelta(days=days), at=NOW)
    after = now_of(kept)
    assert (after.paused_until, after.cadence, after.since) == (NOW.date() + timedelta(days), Cadence.DAILY, LONG_AGO)


@pytest.mark.parametrize("days", [-1, 0, LONGEST_PAUSE.days + 1])
def test_pause_that_is_past_or_too_long_is_refused(kept, days):
    with pytest.raises(ValidationError) as refused:
        pause(kept.person_id, NOW.date() + timedelta(days=days), at=NOW)
    assert list(refused.value.message_dict) == ["paused_until"]
    assert now_of(kept).paused_until is None


def test_today_is_that_of_the_person():
    there = PreferenceFactory(person__time_zone="Pacific/Auckland")
    with pytest.raises(ValidationError):
        pause(there.person_id, date(2026, 11, 26), at=NOW)  # it is the 26th there
    here = PreferenceFactory()
    assert pause(here.person_id, date(2026, 11, 26), at=NOW)


def test_only_mentions_adds_them_and_ends_the_digest():
    kept = PreferenceFactory(at_once=[NoticeKind.EVENT])
    only_mentions(kept.person_id)
    assert (now_of(kept).cadence, set(now_of(kept).at_once)) == (Cadence.OFF, {NoticeKind.EVENT, NoticeKind.MENTION})


def test_choice_is_taken_back_as_it_was():
    kept = PreferenceFactory(weekday=5, hour=4, paused_until=date(2999, 1, 1), at_once=[NoticeKind.REPLY])
    former = as_it_was(kept.person_id)
    only_mentions(kept.person_id)
    restore(kept.person_id, former)
    assert as_it_was(kept.person_id) == former


@pytest.mark.parametrize(
    "act", [stop, go_on, only_mentions, lambda person: choose(person, hour=8), lambda person: pause(person, date.max)]
)
def test_nothing_is_kept_for_whoever_is_gone(act):
    gone = UserFactory(is_active=False)
    Preference.objects.all().delete()
    assert act(gone.pk) is None
    assert act(gone.pk + 1) is None
    assert not Preference.objects.exists()

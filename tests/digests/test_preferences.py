"""What people choose for their digest: when they sign up, and in their preferences."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from network.digests.choices import SWITCHED, Cadence, NoticeKind
from network.digests.forms import AT_ONCE
from network.digests.models import Digest, Preference
from network.digests.reading.coming import coming, next_moment
from network.digests.services.planning import plan
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.digests import DigestFactory, PreferenceFactory

pytestmark = pytest.mark.django_db

PAGE = "/accounts/preferences/"
THURSDAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
OTHERS = {
    "profile-display_name": "Ada",
    "comfort-directory": "network",
    "comfort-takes_letters": "on",
    "comfort-time_zone": "Europe/London",
}
GIVEN = {
    **OTHERS,
    "digest-cadence": "daily",
    "digest-weekday": "2",
    "digest-hour": "18",
    "digest-paused_until": "",
    "digest-plans": "letters",
    "digest-at_once": ["mention", "event"],
}


@pytest.fixture
def ada(client, time_machine):
    time_machine.move_to(THURSDAY)
    person = UserFactory(display_name="Ada")
    client.force_login(person)
    return person


def kept(person):
    return Preference.objects.get(person=person)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# Signing up


SIGNED_UP = {"display_name": "Una", "email": "una@example.org", "password1": "a-long-enough-password"}


@pytest.mark.parametrize("cadence", Cadence.values)
def test_who_signs_up_gets_what_they_choose(client, cadence):
    client.post("/accounts/signup/", {**SIGNED_UP, "password2": SIGNED_UP["password1"], "digest": cadence})
    assert kept(User.objects.get()).cadence == cadence


def test_sign_up_proposes_the_weekly_digest(client):
    page = client.get("/accounts/signup/").content.decode()
    assert re.findall(r'<input type="radio" name="digest" value="(\w+)"[^>]* checked', page) == ["weekly"]


def test_account_and_choice_are_made_together_or_not_at_all(client, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("the choice could not be kept")

    monkeypatch.setattr("network.digests.registrations.choose", fail)
    client.post("/accounts/signup/", {**SIGNED_UP, "password2": SIGNED_UP["password1"], "digest": "daily"})
    assert not User.objects.exists()


def test_whoever_is_made_an_account_gets_the_weekly_digest():
    ensure_groups()
    call_command("make_admin", "ada@example.org", verbosity=0)
    assert kept(User.objects.get(email="ada@example.org")).cadence == Cadence.WEEKLY


def test_account_that_changes_keeps_its_choice():
    person = PreferenceFactory(cadence=Cadence.OFF).person
    person.display_name = "Another"
    person.save()
    assert kept(person).cadence == Cadence.OFF


# Preferences


def test_every_choice_is_kept(client, ada):
    page = client.get(PAGE).content.decode()
    assert "Your digest, and letters at once" in page
    answer = client.post(PAGE, {**GIVEN, "digest-paused_until": "2026-12-03"})
    assert answer.status_code == 302
    chosen = kept(ada)
    assert (chosen.cadence, chosen.weekday, chosen.hour) == ("daily", 2, 18)
    assert chosen.paused_until == date(2026, 12, 3)
    assert (chosen.at_once, chosen.plans_in_digest) == (["mention", "event"], False)


def test_pause_ends_when_its_day_is_taken_out(client, ada):
    client.post(PAGE, {**GIVEN, "digest-paused_until": "2026-12-03"})
    assert 'value="2026-12-03"' in client.get(PAGE).content.decode()
    client.post(PAGE, GIVEN)
    assert kept(ada).paused_until is None


def test_pause_that_is_over_is_not_shown_and_harms_nothing(client, ada):
    Preference.objects.filter(person=ada).update(paused_until=date(2026, 11, 26))
    page = client.get(PAGE).content.decode()
    assert "2026-11-26" not in page
    assert client.post(PAGE, GIVEN).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cadence", ""),
        ("cadence", "hourly"),
        ("weekday", "7"),
        ("weekday", "-1"),
        ("weekday", "x" * 5000),
        ("hour", "3"),
        ("hour", "24"),
        ("hour", "7.5"),
        ("hour", "7\0"),
        ("paused_until", "2026-11-26"),
        ("paused_until", "2020-01-01"),
        ("paused_until", "2028-01-01"),
        ("paused_until", "9999-12-31"),
        ("paused_until", "2026-02-29"),
        ("paused_until", "soon"),
        ("paused_until", "\0"),
        ("plans", ""),
        ("plans", "nowhere"),
        ("at_once", ["mention", "gossip"]),
        ("at_once", ["reminder"]),
    ],
)
def test_wrong_choice_has_a_message_and_nothing_is_saved_or_lost(client, ada, field, value):
    before = kept(ada)
    answer = client.post(PAGE, {**GIVEN, "profile-headline": "Heat networks", f"digest-{field}": value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_digest-{field}_error"' in page
    assert "Heat networks" in page, "what was typed stays"
    if field != "hour":
        assert re.search(r'<option value="18" selected', page)
    after = kept(ada)
    assert (after.cadence, after.hour, after.at_once) == (before.cadence, before.hour, before.at_once)


def test_each_letter_at_once_has_a_switch_with_a_sentence_of_its_own(client, ada):
    page = client.get(PAGE).content.decode()
    shown = re.findall(r'name="digest-at_once" value="(\w+)"', page)
    assert shown == [str(kind) for kind in SWITCHED]
    assert len(set(map(str, AT_ONCE.values()))) == len(SWITCHED)
    for kind in SWITCHED:
        assert str(AT_ONCE[kind]) in page
    ticked = re.findall(r'name="digest-at_once" value="(\w+)"[^>]* checked', page)
    assert ticked == kept(ada).at_once
    assert NoticeKind.REMINDER not in SWITCHED, "reminders of updates have theirs among the letters on plans"


def test_hours_are_those_of_the_readers_zone(client, ada):
    User.objects.filter(pk=ada.pk).update(time_zone="America/New_York")
    Preference.objects.filter(person=ada).update(cadence="daily", hour=7)
    page = text_of(client.get(PAGE).content.decode())
    assert "In your time zone, New York." in page
    assert "Your next digest comes on Friday 27 November at 07:00" in page


def test_digest_on_the_page_is_for_who_is_signed_in(client):
    assert client.get("/digests/preview/").status_code == 302
    assert client.get("/digests/preview/html/").status_code == 302
    client.force_login(UserFactory())
    for path in ("/digests/preview/", "/digests/preview/html/"):
        assert client.post(path).status_code == 405


# When the next one comes


def said(**chosen):
    person = UserFactory()
    PreferenceFactory(person=person, **chosen)
    return next_moment(person, THURSDAY)


@pytest.mark.parametrize(
    ("chosen", "at"),
    [
        ({"cadence": "daily", "hour": 18}, datetime(2026, 11, 26, 18, tzinfo=UTC)),
        ({"cadence": "daily", "hour": 12}, datetime(2026, 11, 27, 12, tzinfo=UTC)),
        ({"cadence": "weekly", "weekday": 0, "hour": 7}, datetime(2026, 11, 30, 7, tzinfo=UTC)),
        ({"cadence": "weekly", "weekday": 3, "hour": 11}, datetime(2026, 12, 3, 11, tzinfo=UTC)),
        ({"cadence": "weekly", "weekday": 3, "hour": 13}, datetime(2026, 11, 26, 13, tzinfo=UTC)),
        ({"cadence": "daily", "hour": 7, "paused_until": date(2026, 12, 5)}, datetime(2026, 12, 5, 7, tzinfo=UTC)),
        ({"cadence": "weekly", "hour": 7, "paused_until": date(2026, 12, 5)}, datetime(2026, 12, 7, 7, tzinfo=UTC)),
        ({"cadence": "daily", "hour": 7, "paused_until": date(2020, 1, 1)}, datetime(2026, 11, 27, 7, tzinfo=UTC)),
        ({"cadence": "off"}, None),
    ],
)
def test_next_digest_is_said_as_it_is_planned(chosen, at):
    assert said(**chosen) == at
    if at:
        plan(at - timedelta(seconds=1))
        assert not Digest.objects.filter(due_at=at).exists()
        plan(at)
        assert Digest.objects.filter(due_at=at, state="due").exists()


def test_next_digest_after_a_change_of_the_weekday_is_that_of_next_week():
    person = UserFactory()
    PreferenceFactory(person=person, cadence="weekly", weekday=5)
    DigestFactory(person=person, cadence="weekly", period=date(2026, 11, 23))
    assert next_moment(person, THURSDAY) == datetime(2026, 12, 5, 7, tzinfo=UTC)


def test_next_digest_is_found_behind_any_number_that_were_had():
    person = PreferenceFactory(cadence=Cadence.WEEKLY, weekday=0).person
    for weeks in range(6):
        DigestFactory(person=person, cadence=Cadence.WEEKLY, period=date(2026, 11, 23) + timedelta(weeks=weeks))
    assert next_moment(person, THURSDAY).date() == date(2027, 1, 4)


def test_next_digest_keeps_its_hour_when_clocks_change():
    person = UserFactory()
    PreferenceFactory(person=person, cadence="daily", hour=7)
    assert next_moment(person, datetime(2027, 3, 27, 12, tzinfo=UTC)) == datetime(2027, 3, 28, 6, tzinfo=UTC)
    assert next_moment(person, datetime(2027, 10, 30, 12, tzinfo=UTC)) == datetime(2027, 10, 31, 7, tzinfo=UTC)


def test_who_wants_none_is_told_so():
    assert coming(PreferenceFactory(cadence="off").person) == "You get no digest."

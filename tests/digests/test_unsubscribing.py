"""The page behind the link in a digest: GET changes nothing, POST acts, and no token but ours does."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from network.digests import tokens
from network.digests.choices import Cadence, NoticeKind
from network.digests.models import Preference
from network.digests.services.preferring import Former
from network.digests.tokens import make_token
from network.digests.turning_down import undo_token
from portal.mail.tokens import make_token as make_one_click_token
from tests.factories.accounts import UserFactory
from tests.factories.digests import PreferenceFactory

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def visitor() -> Client:
    """A visitor who has no cookie, and whom a form without its token is refused to."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def preference() -> Preference:
    return PreferenceFactory(cadence=Cadence.DAILY, weekday=3, hour=9)


def address(person) -> str:
    return f"/digests/unsubscribe/{make_token(person.pk)}/"


def as_kept(preference: Preference) -> dict:
    return Preference.objects.filter(pk=preference.pk).values().get()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("query", ["", "?choice=off", "?choice=keep", "?choice=circus", "?List-Unsubscribe=One-Click"])
def test_reading_changes_nothing(visitor, preference, method, query):
    before = as_kept(preference)
    answer = getattr(visitor, method)(address(preference.person) + query)
    assert answer.status_code == 200
    assert as_kept(preference) == before


@pytest.mark.parametrize("sent", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_post_of_a_mail_program_ends_the_digest_at_once_and_may_be_repeated(visitor, preference, sent):
    body = {"application/x-www-form-urlencoded": "List-Unsubscribe=One-Click", "multipart/form-data": ONE_CLICK}[sent]
    for _ in range(2):
        more = {} if sent == "multipart/form-data" else {"content_type": sent}
        answer = visitor.post(address(preference.person), body, **more)
        assert (answer.status_code, dict(answer.cookies)) == (200, {})
        assert as_kept(preference)["cadence"] == Cadence.OFF


def test_post_for_somebody_who_is_gone_is_answered_like_any_other(visitor):
    person = UserFactory()
    where = address(person)
    person.delete()
    assert visitor.post(where, ONE_CLICK).status_code == 200
    assert visitor.get(where).status_code == 200
    assert not Preference.objects.exists()


def test_post_for_somebody_who_never_chose_gives_them_no_digest(visitor):
    person = UserFactory()
    assert visitor.post(address(person), ONE_CLICK).status_code == 200
    assert Preference.objects.get(person=person).cadence == Cadence.OFF


def test_post_for_somebody_who_is_signed_in_as_another_acts_for_the_one_of_the_link(preference):
    client, other = Client(), PreferenceFactory()
    client.force_login(other.person)
    client.post(address(preference.person), ONE_CLICK)
    assert as_kept(preference)["cadence"] == Cadence.OFF
    assert as_kept(other)["cadence"] == Cadence.DAILY


def test_answers_are_kept_by_nobody_and_tell_nobody_their_address(visitor, preference):
    for answer in (visitor.get(address(preference.person)), visitor.post(address(preference.person), ONE_CLICK)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer.headers["Cache-Control"]
        assert not answer.cookies


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"choice": "off"}, {"cadence": "off"}),
        ({"choice": "weekly", "weekday": 4, "hour": 18}, {"cadence": "weekly", "weekday": 4, "hour": 18}),
        ({"choice": "daily", "weekday": 4, "hour": 18, "daily_hour": 6}, {"cadence": "daily", "weekday": 3, "hour": 6}),
        ({"choice": "weekly"}, {"cadence": "weekly", "weekday": 3, "hour": 9}),
        ({"choice": "mentions"}, {"cadence": "off"}),
        ({"choice": "keep"}, {"cadence": "daily", "weekday": 3, "hour": 9}),
    ],
)
def test_digest_is_turned_down_instead_of_off(visitor, preference, given, kept):
    answer = visitor.post(address(preference.person), given)
    assert answer.status_code == 200
    assert as_kept(preference).items() >= {**kept, "paused_until": None}.items()


def test_page_says_what_leaving_it_as_it_is_means_and_calls_nothing_optional(visitor, preference):
    html = visitor.get(address(preference.person)).content.decode()
    assert "Leave it as it is: every day at 09:00 (London)" in html
    assert "(optional)" not in html
    Preference.objects.update(paused_until=timezone.localdate() + timedelta(days=9))
    assert "09:00 (London), after a pause until" in visitor.get(address(preference.person)).content.decode()
    Preference.objects.update(cadence=Cadence.OFF)
    assert "Leave it as it is: no digest" in visitor.get(address(preference.person)).content.decode()


@pytest.mark.parametrize(("choice", "days"), [("two-weeks", 14), ("month", 30), ("quarter", 91)])
def test_pause(visitor, preference, choice, days):
    visitor.post(address(preference.person), {"choice": choice})
    assert as_kept(preference)["paused_until"] == timezone.localdate() + timedelta(days=days)
    assert as_kept(preference)["cadence"] == Cadence.DAILY


def test_pause_until_a_day(visitor, preference):
    day = timezone.localdate() + timedelta(days=40)
    answer = visitor.post(address(preference.person), {"choice": "until", "until": day.isoformat()})
    assert f"pauses until {day.day} {day:%B %Y}" in answer.content.decode()
    assert as_kept(preference)["paused_until"] == day


def test_only_mentions_turns_them_on(visitor):
    preference = PreferenceFactory(at_once=[NoticeKind.EVENT])
    visitor.post(address(preference.person), {"choice": "mentions"})
    assert set(as_kept(preference)["at_once"]) == {NoticeKind.EVENT, NoticeKind.MENTION}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"choice": "circus"},
        {"choice": "weekly", "weekday": "7"},
        {"choice": "weekly", "weekday": "-1"},
        {"choice": "daily", "daily_hour": "2"},
        {"choice": "daily", "daily_hour": "9" * 99},
        {"choice": "until"},
        {"choice": "until", "until": "yesterday"},
        {"choice": "until", "until": "2020-01-01"},
        {"choice": "until", "until": "2999-01-01"},
        {"choice": "until", "until": "9999-12-31\0"},
        {"List-Unsubscribe": "Two-Click"},
        {"undo": "nonsense"},
        {"undo": "x" * 100_000},
        {"undo": ""},
        {"undo": "a kind that is no more"},
        {"undo": "a rhythm that is no more"},
    ],
    ids=lambda given: json.dumps(given)[:40],
)
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(visitor, preference, given):
    before = as_kept(preference)
    former = Former(Cadence.DAILY, 0, 7, None, ())
    signed = {
        "a kind that is no more": former._replace(at_once=("circus",)),
        "a rhythm that is no more": former._replace(cadence="hourly"),
    }
    if former := signed.get(given.get("undo", "")):
        given = {"undo": undo_token(preference.person_id, former)}
    answer = visitor.post(address(preference.person), given)
    assert answer.status_code == 400
    assert "What do you want?" in answer.content.decode()
    assert as_kept(preference) == before


def test_what_was_typed_is_kept_beside_the_error(visitor, preference):
    answer = visitor.post(address(preference.person), {"choice": "until", "until": "2020-01-01", "weekday": 5})
    page = answer.content.decode()
    assert "Choose a day after today, within a year." in page
    assert 'value="2020-01-01"' in page
    assert re.search(r'value="5"\s+selected', page)


def undo_of(answer) -> str:
    return re.search(r'name="undo" value="([^"]+)"', answer.content.decode())[1]


def test_choice_can_be_taken_back(visitor):
    until = timezone.localdate() + timedelta(days=9)
    preference = PreferenceFactory(weekday=2, hour=5, paused_until=until, at_once=[NoticeKind.REPLY])
    where = address(preference.person)
    undo = undo_of(visitor.post(where, {"choice": "mentions"}))
    assert visitor.post(where, {"undo": undo}).status_code == 200
    kept = as_kept(preference)
    assert (kept["cadence"], kept["weekday"], kept["hour"]) == (Cadence.DAILY, 2, 5)
    assert (kept["paused_until"], kept["at_once"]) == (until, [NoticeKind.REPLY])


def test_nobody_takes_back_what_another_chose(visitor, preference):
    other = PreferenceFactory()
    undo = undo_of(visitor.post(address(other.person), {"choice": "off"}))
    before = as_kept(preference)
    assert visitor.post(address(preference.person), {"undo": undo}).status_code == 400
    assert as_kept(preference) == before


def test_where_nothing_changed_nothing_is_to_be_taken_back(visitor, preference):
    assert 'name="undo"' not in visitor.post(address(preference.person), {"choice": "keep"}).content.decode()


def bad_tokens(person) -> dict[str, str]:
    good = make_token(person.pk)
    signer = signing.Signer(salt=tokens.SALT)
    return {
        "nonsense": "nonsense",
        "truncated": good[:-1],
        "longer": good + "A",
        "another person's name under it": make_token(person.pk + 1).partition(":")[0] + ":" + good.partition(":")[2],
        "without a signature": good.partition(":")[0],
        "another purpose's": make_one_click_token("pages", person.pk),
        "another salt": signing.Signer(salt="else").sign_object([tokens.LIST, person.pk]),
        "another list": signer.sign_object(["news", person.pk]),
        "an old form": signer.sign_object(person.pk),
        "no number": signer.sign_object([tokens.LIST, "1; DROP TABLE"]),
        "nothing": signer.sign_object([]),
        "huge": good + "A" * 6_000,
        "beyond ASCII": "ünïcode",
        "for taking back": undo_token(person.pk, Former(Cadence.OFF, 0, 7, None, ())),
    }


@pytest.mark.parametrize("name", list(bad_tokens(type("P", (), {"pk": 1}))))
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_no_other_token_acts(visitor, preference, name, method):
    before = as_kept(preference)
    where = f"/digests/unsubscribe/{bad_tokens(preference.person)[name]}/"
    answer = getattr(visitor, method)(where, ONE_CLICK if method == "post" else {})
    assert answer.status_code == 404
    if method != "head":
        assert "This link no longer works" in answer.content.decode()
    assert as_kept(preference) == before
    assert not answer.cookies


def test_token_works_for_years_and_after_a_change_of_keys(visitor, preference, settings, time_machine):
    time_machine.move_to("2026-11-26T12:00:00Z", tick=False)
    where = address(preference.person)
    time_machine.move_to("2029-11-26T12:00:00Z", tick=False)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert visitor.post(where, ONE_CLICK).status_code == 200
    assert as_kept(preference)["cadence"] == Cadence.OFF


def test_token_of_a_key_that_is_given_up_is_none(visitor, preference, settings):
    where = address(preference.person)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    assert visitor.post(where, ONE_CLICK).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(visitor, preference, method):
    assert getattr(visitor, method)(address(preference.person)).status_code == 405


def test_page_says_what_is_so_now(visitor):
    paused = PreferenceFactory(cadence=Cadence.WEEKLY, weekday=1, hour=8, paused_until=date(2999, 3, 3))
    page = visitor.get(address(paused.person)).content.decode()
    assert "Your digest pauses until 3 March 2999. After that it comes every Tuesday at 08:00 (London)." in page
    off = PreferenceFactory(cadence=Cadence.OFF)
    assert "You get no digest." in visitor.get(address(off.person)).content.decode()


def test_link_of_a_letter_chooses_beforehand(visitor, preference):
    page = visitor.get(address(preference.person) + "?choice=quarter").content.decode()
    (checked,) = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert 'value="quarter"' in checked


def test_address_with_what_no_text_holds_is_refused(visitor):
    assert visitor.post("/digests/unsubscribe/a\0b/", ONE_CLICK).status_code == 400

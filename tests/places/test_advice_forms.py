"""Each form on advice days: what it does, what it refuses and keeps, who may not send it, and from an old page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from cities.places.choices import AdviceState, CityRole
from cities.places.models import AdviceEntry, AdviceRequest
from tests.factories import CityFactory, UserFactory
from tests.places.advising import (
    account,
    administrator,
    adviser_of,
    agreed,
    focus_city,
    member_of,
    page_of,
    send,
    signed_in,
    used,
    waiting,
)

pytestmark = pytest.mark.django_db

TODAY = localdate().isoformat()


@pytest.fixture
def city():
    return focus_city()


@pytest.fixture
def adviser(city):
    return adviser_of(city)


def html(response: Any) -> str:
    return response.content.decode()


def ask_url(city) -> str:
    return reverse("advice_new", args=[city.slug])


def valid(act: str, adviser) -> dict[str, Any]:
    """Return what a person would send for an act."""
    return {
        "agree": {"half_days": "1", "adviser": adviser.pk, "planned_on": ""},
        "decline": {"reason": "Ask the other advisers."},
        "take-back": {},
        "log": {"half_days": "½", "adviser": adviser.pk, "on": TODAY, "outcome": "A bond.", "private_note": "Slow."},
        "deliver": {},
        "plan": {"adviser": adviser.pk, "planned_on": (localdate() + timedelta(days=30)).isoformat()},
        "add": {"half_days": "0.5", "adviser": adviser.pk, "planned_on": ""},
        "release": {"half_days": "½", "private_note": ""},
        "take-out": {"entry": getattr(AdviceEntry.objects.used().first(), "pk", ""), "private_note": "Two, not one."},
    }[act]


ON_WAITING = ["agree", "decline"]
ON_AGREED = ["log", "deliver", "plan", "add", "release", "take-out"]
WORDS = {
    "agree": (AdviceState.AGREED, (2, 0, 18)),
    "decline": (AdviceState.DECLINED, (0, 0, 20)),
    "log": (AdviceState.AGREED, (2, 2, 18)),
    "deliver": (AdviceState.DELIVERED, (1, 1, 19)),
    "plan": (AdviceState.AGREED, (2, 1, 18)),
    "add": (AdviceState.AGREED, (3, 1, 17)),
    "release": (AdviceState.AGREED, (1, 1, 19)),
    "take-out": (AdviceState.AGREED, (2, 0, 18)),
}


def subject_of(act: str, city, adviser) -> AdviceRequest:
    """Return a request that the act fits: one that waits, or one with a half day used and one left."""
    if act in ON_AGREED:
        return used(city, 1, by=adviser)
    asked = waiting(city)
    from tests.factories import AdviceAccountFactory

    AdviceAccountFactory(city=city)
    return asked


@pytest.mark.parametrize("act", ON_WAITING + ON_AGREED)
def test_act_is_done_and_leads_back_to_the_page(city, adviser, act):
    asked = subject_of(act, city, adviser)
    assert f'value="{act}"' in html(signed_in(adviser).get(page_of(asked)))
    response = send(adviser, asked, act, **valid(act, adviser))
    asked.refresh_from_db()

    assert (response.status_code, response.get("Location")) == (302, page_of(asked)), html(response)
    assert (asked.state, account(city)) == WORDS[act]


@pytest.mark.parametrize("act", ON_WAITING + ON_AGREED)
def test_act_is_forbidden_to_who_may_not(city, adviser, act):
    asked = subject_of(act, city, adviser)
    given = valid(act, adviser)
    for person in (member_of(city), member_of(city, CityRole.COORDINATOR)):
        assert send(person, asked, act, **given).status_code == 403
    hidden = 404 if act in ON_WAITING else 403
    for person in (UserFactory(), adviser_of(focus_city("Glasgow")), UserFactory(groups=["Moderators"])):
        assert send(person, asked, act, **given).status_code == hidden
    anonymous = send(None, asked, act, **given)
    assert anonymous.status_code == (404 if act in ON_WAITING else 302)
    before = asked.version
    asked.refresh_from_db()
    assert asked.version == before


@pytest.mark.parametrize("act", ON_WAITING + ON_AGREED)
def test_act_from_an_old_page_is_refused_and_may_be_sent_again(city, adviser, act):
    asked = subject_of(act, city, adviser)
    old = asked.version + 7
    response = send(adviser, asked, act, seen=old, **valid(act, adviser))
    page = html(response)
    asked.refresh_from_db()

    assert response.status_code == 422
    assert "Somebody acted on this request meanwhile" in page
    for typed in ("Ask the other advisers.", "Two, not one."):
        assert (typed in page) == (typed in valid(act, adviser).values())
    assert f'name="seen" value="{asked.version}"' in page
    assert send(adviser, asked, act, **valid(act, adviser)).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "²"])
def test_act_with_a_broken_version_is_stale(city, adviser, seen):
    asked = waiting(city)
    given = {f"decline-{name}": value for name, value in valid("decline", adviser).items()}
    data = {"act": "decline", "seen": seen, **given}
    assert signed_in(adviser).post(page_of(asked), data).status_code == 422


@pytest.mark.parametrize("act", ["", "approve", "allocate", "\0"])
def test_unknown_act_is_a_bad_request(city, adviser, act):
    response = signed_in(adviser).post(page_of(waiting(city)), {"act": act})
    assert response.status_code == 400


DAYS = [
    ("", "Give a number of days"),
    ("0", "Give at least half a day."),
    ("-1", "Give at least half a day."),
    ("0.0", "Give at least half a day."),
    ("1.25", "Give days in halves"),
    ("two", "Give days in halves"),
    ("1e9", "Give days in halves"),
    ("NaN", "Give days in halves"),
    ("10½", "days left to agree."),
    ("32768", "days left to agree."),
    ("9" * 30, "days left to agree."),
    ("9" * 5000, "Give days in halves"),
]


@pytest.mark.parametrize(("typed", "said"), DAYS, ids=[typed[:9] for typed, _said in DAYS])
@pytest.mark.parametrize("act", ["agree", "log", "add", "release"])
def test_days_that_are_none_are_refused_and_kept(city, adviser, act, typed, said):
    asked = subject_of(act, city, adviser)
    before = account(city)
    response = send(adviser, asked, act, **{**valid(act, adviser), "half_days": typed})
    page = html(response)
    if act in ("log", "release"):
        said = said.replace("days left to agree.", "set aside and not used.")

    assert response.status_code == 422
    assert said in page
    assert f'id="id_{act}-half_days_error"' in page
    assert not typed or f'value="{typed}"' in page
    assert account(city) == before


@pytest.mark.parametrize(
    ("act", "field", "typed"),
    [
        ("agree", "adviser", ""),
        ("agree", "adviser", "0"),
        ("agree", "planned_on", "tomorrow"),
        ("agree", "planned_on", "2020-01-01"),
        ("agree", "planned_on", "9999-12-31"),
        ("decline", "reason", ""),
        ("decline", "reason", "x" * 501),
        ("log", "on", ""),
        ("log", "on", "31/02/2026"),
        ("log", "on", "2199-01-01"),
        ("log", "on", "0001-01-01"),
        ("log", "outcome", "  "),
        ("log", "outcome", "x" * 1001),
        ("log", "adviser", "nobody"),
        ("plan", "planned_on", "0000-00-00"),
        ("plan", "adviser", str(2**70)),
        ("release", "private_note", "x" * 1001),
        ("take-out", "entry", ""),
        ("take-out", "entry", "1.5"),
        ("take-out", "private_note", ""),
    ],
)
def test_field_that_is_wrong_is_refused_beside_it(city, adviser, act, field, typed):
    asked = subject_of(act, city, adviser)
    response = send(adviser, asked, act, **{**valid(act, adviser), field: typed})
    assert response.status_code == 422
    assert f'id="id_{act}-{field}_error"' in html(response)


def test_release_of_everything_shows_the_answer_forms_again(city, adviser):
    asked = agreed(city, 3, by=adviser)
    send(adviser, asked, "release", half_days="1.5", private_note="")
    asked.refresh_from_db()
    page = html(signed_in(adviser).get(page_of(asked)))
    assert 'value="agree"' in page
    assert 'value="release"' not in page


def test_delivered_request_offers_only_to_take_a_line_out(city, adviser):
    asked = used(city, 1, by=adviser)
    send(adviser, asked, "deliver")
    page = html(signed_in(adviser).get(page_of(asked)))
    assert [act for act in (*ON_WAITING, *ON_AGREED) if f'value="{act}"' in page] == ["take-out"]


def test_request_is_taken_back_by_who_asked_or_a_coordinator(city):
    member, other = member_of(city), member_of(city)
    for person, status in ((other, 403), (member, 302), (member_of(city, CityRole.COORDINATOR), 302)):
        asked = waiting(city, requested_by=member)
        assert send(person, asked, "take-back").status_code == status
        asked.refresh_from_db()
        assert asked.state == (AdviceState.WITHDRAWN if status == 302 else AdviceState.REQUESTED)


def test_request_answered_meanwhile_is_not_taken_back(city, adviser):
    member = member_of(city)
    asked = waiting(city, requested_by=member)
    send(adviser, asked, "agree", **valid("agree", adviser))
    response = send(member, asked, "take-back")
    assert response.status_code == 422
    assert "Somebody acted on this request meanwhile" in html(response)


def test_second_click_logs_nothing_twice(city, adviser):
    asked = agreed(city, 4, by=adviser)
    given = valid("log", adviser)
    assert send(adviser, asked, "log", **given).status_code == 302
    assert send(adviser, asked, "log", **given).status_code == 422
    assert account(city) == (4, 1, 16)


def test_administrator_answers_for_any_city(city, adviser):
    asked = waiting(city)
    assert send(administrator(), asked, "agree", **valid("agree", adviser)).status_code == 302


def test_member_asks(city, adviser):
    member = member_of(city)
    response = signed_in(member).post(
        ask_url(city), {"topic": "  Residents’  bonds ", "question": "How do others sell them?", "wanted_by": ""}
    )
    asked = AdviceRequest.objects.get()
    assert (response.status_code, response["Location"]) == (302, page_of(asked))
    assert (asked.topic, asked.requested_by, asked.state) == ("Residents’ bonds", member, AdviceState.REQUESTED)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("topic", "", "Fill this in."),
        ("topic", "x" * 121, "at most 120"),
        ("topic", "Bonds\u202e", "hidden marks"),
        ("question", "", "Fill this in."),
        ("question", "x" * 2001, "at most 2,000"),
        ("wanted_by", "soon", "Give a date"),
        ("wanted_by", "2020-01-01", "This date has passed"),
        ("wanted_by", "2199-12-31", "Check the year"),
        ("wanted_by", "9999-12-31", "Give a date between 1990 and 2199."),
    ],
)
def test_question_that_is_not_in_order_is_refused_and_kept(city, field, typed, said):
    given = {"topic": "Bonds", "question": "How do others sell them?", "wanted_by": "", field: typed}
    response = signed_in(member_of(city)).post(ask_url(city), given)
    page = html(response)
    assert response.status_code == 422
    assert said in page
    assert f'id="id_{field}_error"' in page
    assert all(value in page for value in given.values())
    assert not AdviceRequest.objects.exists()


def test_asking_is_for_members_of_a_focus_city(city, adviser):
    plain = CityFactory(name="Nottingham")
    for person in (UserFactory(), adviser, member_of(plain), administrator()):
        assert signed_in(person).get(ask_url(city)).status_code == 403
        assert signed_in(person).post(ask_url(city), {}).status_code == 403
    assert signed_in(None).get(ask_url(city)).status_code == 302
    response = signed_in(member_of(plain)).get(ask_url(plain))
    assert response["Location"] == reverse("city_advice", args=[plain.slug])


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_method_is_refused(city, adviser, method):
    for url in (page_of(waiting(city)), ask_url(city), reverse("city_advice", args=[city.slug])):
        assert getattr(signed_in(adviser), method)(url).status_code == 405


def test_adviser_asks_back_and_the_request_goes_on_waiting(
    city, adviser, mailoutbox, django_capture_on_commit_callbacks
):
    member = member_of(city)
    asked = waiting(city, requested_by=member, topic="Bonds")
    with django_capture_on_commit_callbacks(execute=True):
        response = send(adviser, asked, "ask-back", question="Which bonds?")
        again = send(adviser, asked, "ask-back", question="Which bonds?")
    assert (response.status_code, again.status_code) == (302, 422), "sent twice, it is written once"
    asked.refresh_from_db()
    assert asked.is_waiting
    (letter,) = mailoutbox
    assert (letter.to, letter.subject) == ([member.email], "A question on your request for advice: Bonds")
    assert "Which bonds?" in letter.body
    assert adviser.email in letter.extra_headers["Reply-To"]


def test_nobody_is_asked_back_who_has_left(city, adviser):
    asked = waiting(city, requested_by=UserFactory())
    response = send(adviser, asked, "ask-back", question="Which bonds?")
    assert response.status_code == 422
    assert "Whoever asked is in this network no longer." in html(response)
    assert "Which bonds?" in html(response)


def test_members_ask_nobody_back(city):
    asked = waiting(city, requested_by=member_of(city))
    assert send(member_of(city, CityRole.COORDINATOR), asked, "ask-back", question="Why?").status_code == 403


def test_one_adviser_is_chosen_for_whoever_agrees(city):
    asked = waiting(city)
    one = adviser_of(city)
    chosen = f'<option value="{one.pk}" selected>'
    administrator = UserFactory(groups=["Administrators"])
    assert chosen in html(signed_in(administrator).get(page_of(asked)))
    adviser_of(city)
    assert chosen not in html(signed_in(administrator).get(page_of(asked)))

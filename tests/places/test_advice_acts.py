"""The acts on advice days and their arithmetic: what each moves, what it refuses, whom it tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from cities.places.choices import AdviceState, CityRole
from cities.places.models import AdviceEntry, AdviceRequest
from cities.places.services import advice
from portal.accounts.models import User
from portal.mail.models import Letter
from tests.factories import AdviceAccountFactory, CityFactory, MembershipFactory
from tests.places.advising import (
    account,
    administrator,
    adviser_of,
    agreed,
    focus_city,
    member_of,
    used,
    waiting,
)

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=4000)


@pytest.fixture
def city():
    return focus_city()


@pytest.fixture
def adviser(city):
    return adviser_of(city)


def letters(kind: str) -> list[tuple[str, str]]:
    return list(Letter.objects.filter(kind=f"places.{kind}").order_by("pk").values_list("recipient", "subject"))


def bodies(mailoutbox) -> str:
    return "\n".join(message.body for message in mailoutbox)


def test_request_uses_nothing_and_tells_the_advisers(city, adviser):
    other = adviser_of(focus_city("Glasgow"))
    asked = advice.request_advice(city, topic="Bonds", question="How?", by=member_of(city))

    assert account(city) == (0, 0, 20)
    assert asked.state == AdviceState.REQUESTED
    assert letters("advice") == [(adviser.email, "Leeds asks for advice: Bonds")]
    assert other.email not in dict(letters("advice"))


def test_request_that_nobody_can_answer_goes_to_the_administrators(
    city, mailoutbox, django_capture_on_commit_callbacks
):
    boss, gone = administrator(), administrator()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        advice.request_advice(city, topic="Bonds", question="How?", by=member_of(city))
    assert letters("advice_unadvised") == [(boss.email, "Nobody advises Leeds, and it asks for advice: Bonds")]
    assert letters("advice") == []
    assert "How?" in bodies(mailoutbox)
    assert reverse("city_invite", args=[city.slug]) in bodies(mailoutbox)


def test_administrators_hear_of_no_request_that_somebody_can_answer(city, adviser):
    administrator()
    advice.request_advice(city, topic="Bonds", question="How?", by=member_of(city))
    assert letters("advice_unadvised") == []


def test_request_is_refused_outside_focus_cities_and_networks(city, adviser):
    plain = CityFactory(name="Nottingham")
    with pytest.raises(ValidationError, match="focus cities"):
        advice.request_advice(plain, topic="A", question="B", by=member_of(plain))
    for person in (adviser, administrator(), member_of(plain)):
        with pytest.raises(PermissionDenied):
            advice.request_advice(city, topic="A", question="B", by=person)


def test_request_wanted_by_a_day_that_is_over_is_refused(city):
    for day in (localdate() - timedelta(days=1), localdate() + LONG_AGO):
        with pytest.raises(ValidationError) as refused:
            advice.request_advice(city, topic="A", question="B", by=member_of(city), wanted_by=day)
        assert list(refused.value.message_dict) == ["wanted_by"]


def test_too_many_requests_wait(city):
    member = member_of(city)
    for _number in range(advice.MOST_WAITING):
        waiting(city)
    with pytest.raises(ValidationError, match="20 requests are waiting"):
        advice.request_advice(city, topic="A", question="B", by=member)


def test_allocation_sets_half_days_aside_and_tells_who_asked(
    city, adviser, mailoutbox, django_capture_on_commit_callbacks
):
    member = member_of(city)
    asked = waiting(city, requested_by=member, topic="Bonds")
    with django_capture_on_commit_callbacks(execute=True):
        advice.allocate(asked, 3, by=adviser, adviser=adviser, planned_on=localdate() + timedelta(days=1))
    asked.refresh_from_db()

    assert account(city) == (3, 0, 17)
    assert (asked.state, asked.allocated, asked.adviser) == (AdviceState.AGREED, 3, adviser)
    assert letters("advice_answer") == [(member.email, "Advice on Bonds")]
    assert "set 1½ days aside" in bodies(mailoutbox)
    assert f"{adviser} gives the advice, on" in bodies(mailoutbox)
    assert letters("advice_assigned") == []


def test_adviser_is_told_of_advice_that_another_puts_in_their_hands(city, adviser):
    advice.allocate(waiting(city, topic="Bonds"), 1, by=administrator(), adviser=adviser)
    assert letters("advice_assigned") == [(adviser.email, "You give advice to Leeds: Bonds")]


def test_who_left_the_network_is_told_nothing(city, adviser):
    membership = MembershipFactory(city=city)
    asked = waiting(city, requested_by=membership.user)
    membership.delete()
    advice.decline(asked, by=adviser, reason="No.")
    assert letters("advice_answer") == []


@pytest.mark.parametrize("half_days", [21, 32_767, 32_768, 2**31, 10**30])
def test_allocation_beyond_the_allowance_is_refused(city, adviser, half_days):
    AdviceAccountFactory(city=city)
    asked = waiting(city)
    with pytest.raises(ValidationError) as refused:
        advice.allocate(asked, half_days, by=adviser, adviser=adviser)
    asked.refresh_from_db()

    assert refused.value.message_dict == {"half_days": ["Leeds has 10 days left to agree."]}
    assert (account(city), asked.state, asked.version) == ((0, 0, 20), AdviceState.REQUESTED, 0)
    assert not AdviceEntry.objects.exists()


@pytest.mark.parametrize("half_days", [0, -1, -32_768])
def test_half_days_are_at_least_one(city, adviser, half_days):
    with pytest.raises(ValidationError, match="at least half a day"):
        advice.allocate(waiting(city), half_days, by=adviser, adviser=adviser)


def test_allocation_to_who_does_not_advise_the_city_is_refused(city, adviser):
    for person in (adviser_of(focus_city("Glasgow")), member_of(city, CityRole.COORDINATOR)):
        with pytest.raises(ValidationError, match="adviser of this city"):
            advice.allocate(waiting(city), 1, by=adviser, adviser=person)


def test_use_moves_from_set_aside_to_used(city, adviser):
    asked = agreed(city, 4, by=adviser)
    advice.log_use(asked, 3, by=adviser, adviser=adviser, on=localdate(), outcome="Done.")
    asked.refresh_from_db()

    assert account(city) == (4, 3, 16)
    assert (asked.used, asked.left, asked.state) == (3, 1, AdviceState.AGREED)


def test_use_beyond_what_is_set_aside_is_refused(city, adviser):
    asked = agreed(city, 2, by=adviser)
    with pytest.raises(ValidationError) as refused:
        advice.log_use(asked, 3, by=adviser, adviser=adviser, on=localdate(), outcome="Done.")
    assert "has 1 day set aside" in refused.value.message_dict["half_days"][0]
    assert account(city) == (2, 0, 18)


def test_use_needs_a_day_that_was(city, adviser):
    asked = agreed(city, by=adviser)
    for day in (localdate() + timedelta(days=1), localdate() - LONG_AGO):
        with pytest.raises(ValidationError) as refused:
            advice.log_use(asked, 1, by=adviser, adviser=adviser, on=day, outcome="Done.")
        assert list(refused.value.message_dict) == ["on"]


def test_use_on_what_was_not_agreed_is_refused(city, adviser):
    with pytest.raises(ValidationError, match="agreed to"):
        advice.log_use(waiting(city), 1, by=adviser, adviser=adviser, on=localdate(), outcome="Done.")


def test_release_of_a_part_leaves_the_rest(city, adviser):
    asked = agreed(city, 4, by=adviser)
    advice.release(asked, 1, by=adviser)
    asked.refresh_from_db()
    assert (account(city), asked.state, asked.allocated) == ((3, 0, 17), AdviceState.AGREED, 3)


def test_release_of_all_leads_back_to_waiting(city, adviser):
    member = member_of(city)
    asked = agreed(city, 4, by=adviser, requested_by=member)
    advice.release(asked, 4, by=adviser)
    asked.refresh_from_db()

    assert account(city) == (0, 0, 20)
    assert (asked.state, asked.adviser, asked.planned_on) == (AdviceState.REQUESTED, None, None)
    assert len(letters("advice_answer")) == 2
    advice.decline(asked, by=adviser, reason="No.")


def test_release_of_what_is_left_after_use_stays_agreed(city, adviser):
    asked = used(city, 2, by=adviser)
    advice.release(asked, 1, by=adviser)
    asked.refresh_from_db()
    assert (account(city), asked.state, asked.left) == ((2, 2, 18), AdviceState.AGREED, 0)


def test_release_of_more_than_is_left_is_refused(city, adviser):
    asked = used(city, 2, by=adviser)
    for half_days in (2, 3, 4, 10**20):
        with pytest.raises(ValidationError, match="has ½ day set aside"):
            advice.release(asked, half_days, by=adviser)
    assert account(city) == (3, 2, 17)


def test_delivery_gives_back_what_was_not_used(city, adviser):
    asked = used(city, 2, by=adviser)
    advice.close(asked, by=adviser)
    asked.refresh_from_db()
    assert (account(city), asked.state, asked.allocated) == ((2, 2, 18), AdviceState.DELIVERED, 2)


def test_delivery_without_use_is_refused(city, adviser):
    with pytest.raises(ValidationError, match="once days were used"):
        advice.close(agreed(city, by=adviser), by=adviser)


def test_settled_requests_take_no_further_act(city, adviser):
    asked = waiting(city)
    advice.decline(asked, by=adviser, reason="No.")
    for act in (
        lambda: advice.allocate(asked, 1, by=adviser, adviser=adviser),
        lambda: advice.decline(asked, by=adviser, reason="No."),
        lambda: advice.release(asked, 1, by=adviser),
        lambda: advice.plan(asked, by=adviser, adviser=adviser, planned_on=None),
        lambda: advice.close(asked, by=adviser),
        lambda: advice.take_back(asked, by=member_of(city, CityRole.COORDINATOR)),
    ):
        with pytest.raises(ValidationError):
            act()


def test_plan_changes_the_day_and_tells_each_time(city, adviser):
    asked = agreed(city, by=adviser, requested_by=member_of(city))
    first = asked.planned_on
    for day in (first + timedelta(days=1), first):
        advice.plan(asked, by=adviser, adviser=adviser, planned_on=day)
    asked.refresh_from_db()
    assert asked.planned_on == first
    assert len(letters("advice_answer")) == 3


def test_day_that_was_planned_and_is_over_may_stay(city, adviser):
    asked = agreed(city, by=adviser)
    AdviceRequest.objects.filter(pk=asked.pk).update(planned_on=localdate() - timedelta(days=3))
    advice.allocate(asked, 1, by=adviser, adviser=adviser, planned_on=localdate() - timedelta(days=3))
    with pytest.raises(ValidationError, match="This date has passed"):
        advice.plan(asked, by=adviser, adviser=adviser, planned_on=localdate() - timedelta(days=2))


def test_line_taken_out_gives_its_half_days_back_once(city, adviser):
    asked = used(city, 3, by=adviser)
    advice.close(asked, by=adviser)
    line = AdviceEntry.objects.used().get()
    advice.take_out(asked, line, by=adviser, private_note="It was one.")
    asked.refresh_from_db()

    assert account(city) == (3, 0, 17)
    assert (asked.state, asked.used, asked.left) == (AdviceState.AGREED, 0, 3)
    assert not AdviceEntry.objects.used().exists()
    with pytest.raises(ValidationError, match="not among those"):
        advice.take_out(asked, line, by=adviser, private_note="Again.")


def test_line_of_another_request_is_not_taken_out(city, adviser):
    used(city, 3, by=adviser)
    with pytest.raises(ValidationError, match="not among those"):
        advice.take_out(agreed(city, by=adviser), AdviceEntry.objects.used().get(), by=adviser, private_note="No.")


def test_act_from_an_old_page_is_stale(city, adviser):
    asked = agreed(city, by=adviser)
    seen = asked.version
    given = {"by": adviser, "adviser": adviser, "on": localdate(), "outcome": "Done.", "seen": seen}
    advice.log_use(asked, 1, **given)
    with pytest.raises(advice.Stale):
        advice.log_use(asked, 1, **given)
    assert account(city) == (4, 1, 16)


def test_city_that_is_no_longer_a_focus_city_finishes_what_was_agreed(city, adviser):
    asked, new = used(city, 2, by=adviser), waiting(city)
    city.is_focus = False
    city.save()
    advice.close(asked, by=adviser)
    with pytest.raises(ValidationError, match="focus cities"):
        advice.allocate(new, 1, by=adviser, adviser=adviser)
    assert account(city) == (2, 2, 18)


def test_every_way_through_the_ledger_sums_to_the_account(city, adviser):
    first, second = used(city, 4, by=adviser), agreed(city, 6, by=adviser)
    advice.release(second, 2, by=adviser)
    advice.log_use(second, 3, by=adviser, adviser=adviser, on=localdate(), outcome="Done.")
    advice.take_out(first, AdviceEntry.objects.used().get(request=first), by=adviser, private_note="Wrong.")
    totals = {"allocate": 0, "release": 0, "use": 0, "correct": 0}
    for entry in AdviceEntry.objects.all():
        totals[entry.act] += entry.half_days

    committed, spent = totals["allocate"] - totals["release"], totals["use"] - totals["correct"]
    assert account(city) == (committed, spent, 20 - committed) == (9, 3, 11)

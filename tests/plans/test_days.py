"""Dates that nobody can mean: refused where they are typed, and harmless where an old text holds one."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from cities.places.advice_forms import DayField
from cities.plans import calendar
from cities.plans.calendar import Day
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.timeline import Scale
from cities.plans.services import actions
from tests.factories import ActionFactory
from tests.factories.plans import coordinator_of, publish
from tests.plans.editing import address, browser_of, text_form, words


class DayForm(forms.Form):
    day = DayField()


@pytest.mark.parametrize("typed", ["0001-01-01", "1989-12-31", "2200-01-01", "9999-12-31"])
def test_day_outside_the_range_is_said_beside_its_field(typed):
    assert DayForm({"day": typed}).errors == {"day": ["Give a date between 1990 and 2199."]}


@pytest.mark.parametrize("typed", ["1990-01-01", "2199-12-31"])
def test_ends_of_the_range_are_taken(typed):
    assert DayForm({"day": typed}).is_valid()


@pytest.mark.django_db
def test_slip_in_a_due_date_breaks_no_page_for_others():
    action = ActionFactory()
    coordinator = coordinator_of(action.plan.city).user
    answer = browser_of(coordinator).post(address("action_edit", action), text_form(action, due_on="9999-12-31"))
    assert answer.status_code == 422
    assert "Give a date between 1990 and 2199." in words(answer)
    with pytest.raises(ValidationError):
        actions.change_action(action, seen=action.version, due_on=date(9999, 12, 31), by=coordinator)


SPANS = [(date.min, date.max), (date(9999, 1, 1), date.max), (date(1990, 1, 1), date(2199, 12, 31))]


@pytest.mark.parametrize(("first", "last"), SPANS)
def test_scale_of_any_days_has_few_lines(first, last):
    ticks = Scale(first, last).ticks
    assert 1 <= len(ticks) <= 21
    assert all(first <= tick.day <= last for tick in ticks)


@pytest.mark.django_db
def test_last_day_of_all_is_an_event_too(monkeypatch):
    action = ActionFactory()
    publish(action.plan)
    monkeypatch.setattr(calendar, "days_of", lambda _line: [Day("x", date.max, "The end")])
    told = calendar.calendar_of(PlanReading(action.plan.city, None))
    assert b"DTSTART;VALUE=DATE:99991231" in told
    assert b"DTEND" not in told

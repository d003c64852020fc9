"""Days as people type them, and as pages print them."""

from __future__ import annotations

import pytest
from django import forms

from cities.places.advice_forms import AllocateForm, DaysField, ReleaseForm, UseForm
from cities.places.days import NotDays, half_days_in, number

TYPED = {
    "1": 2,
    "10": 20,
    " 2 ": 4,
    "1.5": 3,
    "1,5": 3,
    "1.50": 3,
    "1.0": 2,
    "1½": 3,
    "1 ½": 3,
    "½": 1,
    "0.5": 1,
    ",5": 1,
    "1/2": 1,
    "1⁄2": 1,
    "1 1/2": 3,
    "1\u00a01/2 days": 3,
    "1.5 days": 3,
    "1 day": 2,
    "3 half days": 3,
    "3 Half-Days": 3,
    "half a day": 1,
    "a day": 2,
    "0": 0,
}
UNREAD = ["", "-", "-½", "--1", ".", "½½", "1.25", "1.5.0", "1.5 half days", "11/2", "1/20", "1 2"]
UNREAD += ["two", "1e3", "1_0", "٣", "days"]


@pytest.mark.parametrize(("typed", "half_days"), TYPED.items())
def test_days_are_read_as_people_type_them(typed, half_days):
    assert half_days_in(typed) == half_days


@pytest.mark.parametrize("typed", UNREAD)
def test_what_is_no_number_of_days_in_halves_is_not_guessed(typed):
    with pytest.raises(NotDays):
        half_days_in(typed)


@pytest.mark.parametrize("half_days", [1, 2, 3, 20, 21])
def test_days_read_back_as_they_are_printed(half_days):
    assert half_days_in(number(half_days)) == half_days


def test_field_gives_half_days_and_shows_days():
    class Form(forms.Form):
        days = DaysField()

    assert Form({"days": "1,5"}).fields["days"].clean("1,5") == 3
    assert 'value="1½"' in str(Form(initial={"days": 3})["days"])
    assert 'value="1.3"' in str(Form({"days": "1.3"})["days"])


@pytest.mark.parametrize("form", [AllocateForm, UseForm, ReleaseForm])
def test_every_form_that_asks_for_days_uses_the_one_field(form):
    assert isinstance(form.base_fields["half_days"], DaysField)

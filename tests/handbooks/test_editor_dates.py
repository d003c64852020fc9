"""Days in the editor's forms: how they may be typed, what is refused, and what the form says of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.utils.timezone import make_aware

from handbooks.editor.dates import DayField, MomentField
from tests.factories import EntryPageFactory
from tests.handbooks.editing import SAVE, edit_url, errors_of, form_of, person, send, signed_in


@pytest.mark.parametrize(
    "typed", ["03/02/2012", "3/2/2012", "03/02/12", "3 February 2012", "3 Feb 2012", "2012-02-03", " 03/02/2012 "]
)
def test_day_is_british(typed):
    assert DayField().clean(typed) == date(2012, 2, 3)


@pytest.mark.parametrize("typed", ["31/02/2020", "02/13/2020", "next spring", "2012"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="no day of the calendar"):
        DayField().clean(typed)


@pytest.mark.parametrize("typed", ["03/02/2012 14:30", "3 February 2012 14:30", "2012-02-03 14:30"])
def test_day_and_hour_are_british(typed):
    assert MomentField().clean(typed) == make_aware(datetime(2012, 2, 3, 14, 30))


@pytest.mark.django_db
def test_form_shows_british_days_and_keeps_what_it_refuses(tree: Any):
    entry = EntryPageFactory(last_reviewed=date(2012, 2, 3))
    writer = signed_in(person("Writers"))
    sent = form_of(writer, edit_url(entry), review_due="31/02/2020")
    assert sent["last_reviewed"] == "03/02/2012"

    response = send(writer, edit_url(entry), sent, SAVE)
    assert list(errors_of(response)) == ["review_due"]
    assert 'value="31/02/2020"' in response.content.decode()


@pytest.mark.django_db
def test_every_day_of_the_form_says_how_it_is_typed(tree: Any):
    writer = signed_in(person("Reviewers"))
    html = writer.get(edit_url(EntryPageFactory())).content.decode()

    assert html.count("as 31/12/2026 or 31 December 2026.") == 4, "two of the review, a legal basis and its empty row"
    assert html.count("as 31/12/2026 14:30.") == 2

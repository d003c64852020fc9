"""What a page may never say, in drafts either."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from handbooks.blocks import LinkBlock
from handbooks.models import EntryPage
from tests.factories import EntryPageFactory

TODAY = date.today()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reviewed", "due", "field"),
    [
        (TODAY + timedelta(days=1), None, "last_reviewed"),
        (date(1999, 12, 31), None, "last_reviewed"),
        (TODAY, TODAY - timedelta(days=1), "review_due"),
        (None, date(1, 1, 1), "review_due"),
    ],
)
def test_review_dates_make_sense(reviewed, due, field):
    entry: EntryPage = EntryPageFactory()
    entry.last_reviewed, entry.review_due = reviewed, due
    with pytest.raises(ValidationError) as refused:
        entry.full_clean()
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("url", ["ftp://example.org/", "https://user:pw@example.org/"])
def test_link_of_another_kind_is_refused(url):
    with pytest.raises(StructBlockValidationError):
        LinkBlock().clean({"title": "A title", "url": url})


def test_web_address_is_taken():
    assert LinkBlock().clean({"title": "A title", "url": "https://example.org/a"})["url"] == "https://example.org/a"

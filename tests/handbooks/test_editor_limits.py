"""A form holds as many rows as a person could give, whatever a request claims."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from handbooks.editor.formsets import MOST_ROWS, SPARE_ROWS
from handbooks.models import EntryPage
from tests.factories import EntryPageFactory, ThemePageFactory
from tests.handbooks.editing import (
    SAVE,
    add_url,
    edit_url,
    entry_fields,
    errors_of,
    form_of,
    person,
    rows,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(tree: Any) -> Any:
    client = signed_in(person("Writers"))
    client.raise_request_exception = False
    return client


def create(client: Any, **changes: Any) -> Any:
    url = add_url(ThemePageFactory(), EntryPage)
    return send(client, url, form_of(client, url, **entry_fields(**changes)), SAVE)


def limits(count: int) -> dict[str, Any]:
    return rows("limits", [{"text": f"Risk {number}"} for number in range(count)])


def test_as_many_rows_as_are_allowed_are_saved(writer):
    assert create(writer, **limits(MOST_ROWS)).status_code == 302
    assert EntryPage.objects.get().limits.count() == MOST_ROWS


def test_one_row_too_many_is_refused_beside_the_list_and_kept_in_the_form(writer):
    response = create(writer, **limits(MOST_ROWS + 1))
    html = response.content.decode()

    assert errors_of(response) == {"limits": [f"Give at most {MOST_ROWS} rows."]}
    assert f"Give at most {MOST_ROWS} rows." in html
    assert f"Risk {MOST_ROWS}" in html
    assert not EntryPage.objects.exists()


def test_rows_taken_away_again_do_not_count(writer):
    fields = limits(MOST_ROWS + 5) | {f"limits-{number}-DELETE": "1" for number in range(5)}

    assert create(writer, **fields).status_code == 302
    assert EntryPage.objects.get().limits.count() == MOST_ROWS


@pytest.mark.parametrize("name", ["steps", "limits", "legal_bases", "counterparts_set"])
def test_claim_of_thousands_of_rows_builds_few(writer, name):
    response = create(writer, **{f"{name}-TOTAL_FORMS": "5000"})
    formset = response.context["form"].formsets[name]

    assert response.status_code == 200
    assert len(formset.forms) == MOST_ROWS + SPARE_ROWS
    assert formset.non_form_errors() == [f"Give at most {MOST_ROWS} rows."]


def test_row_with_an_id_that_is_none_is_a_form_error(writer):
    entry = EntryPageFactory()
    data = form_of(writer, edit_url(entry), **{"steps-0-id": "abc"})
    response = send(writer, edit_url(entry), data)

    assert response.status_code == 200
    assert "steps" in errors_of(response)


def test_more_fields_than_any_form_has_is_a_bad_request(writer):
    many = {f"steps-{number}-text": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)}
    response = create(writer, **many)

    assert response.status_code == 400
    assert "<h1>" in response.content.decode()

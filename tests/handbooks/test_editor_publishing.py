"""What must never be wrong is refused in drafts; what must be complete is asked for when readers would see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from handbooks.models import EntryPage, PrecedentPage
from tests.factories import EntryPageFactory, PrecedentPageFactory, ProvisionFactory, ThemePageFactory
from tests.handbooks.editing import (
    PUBLISH,
    SAVE,
    SUBMIT,
    add_url,
    edit_url,
    entry_fields,
    errors_of,
    form_of,
    links,
    person,
    rows,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(tree: Any) -> Any:
    return ThemePageFactory()


@pytest.fixture
def reviewer(tree: Any) -> Any:
    return signed_in(person("Reviewers"))


@pytest.fixture
def writer(tree: Any) -> Any:
    return signed_in(person("Writers"))


def create(client: Any, theme: Any, button: str, **changes: Any) -> Any:
    url = add_url(theme, EntryPage)
    return send(client, url, form_of(client, url, **entry_fields(**changes)), button)


def test_complete_entry_is_published_with_its_rows(reviewer, theme):
    response = create(reviewer, theme, PUBLISH)

    assert response.status_code == 302
    entry = EntryPage.objects.get(slug="buy-empty-homes")
    assert entry.live
    assert entry.number
    assert (entry.nations, entry.audience) == (["england"], "local_government")
    assert [entry.steps.count(), entry.limits.count(), entry.legal_bases.count()] == [1, 1, 1]


MISSING = {
    "summary": ({"summary": ""}, "summary"),
    "nation": ({"nations": []}, "nations"),
    "text": ({"what_it_lets_you_do": "null"}, "what_it_lets_you_do"),
    "step": (rows("steps", []), "steps"),
    "limit": (rows("limits", []), "limits"),
    "basis": (rows("legal_bases", []), "legal_bases"),
}


@pytest.mark.parametrize(("changes", "place"), MISSING.values(), ids=MISSING)
def test_incomplete_entry_is_not_published(reviewer, theme, changes, place):
    response = create(reviewer, theme, PUBLISH, **changes)

    assert set(errors_of(response)) == {place}
    assert not EntryPage.objects.exists()


@pytest.mark.parametrize(("changes", "place"), MISSING.values(), ids=MISSING)
def test_incomplete_entry_is_not_submitted(writer, theme, changes, place):
    response = create(writer, theme, SUBMIT, **changes)

    assert set(errors_of(response)) == {place}
    assert not EntryPage.objects.exists()


@pytest.mark.parametrize(("changes", "place"), MISSING.values(), ids=MISSING)
def test_incomplete_entry_is_saved_as_a_draft(writer, theme, changes, place):
    assert create(writer, theme, SAVE, **changes).status_code == 302
    assert not EntryPage.objects.get().live


def test_incomplete_entry_is_not_scheduled(reviewer, theme):
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    response = create(reviewer, theme, PUBLISH, summary="", go_live_at=later)

    assert "summary" in errors_of(response)


def test_complete_entry_is_scheduled_and_stays_a_draft(reviewer, theme):
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    assert create(reviewer, theme, PUBLISH, go_live_at=later).status_code == 302

    entry = EntryPage.objects.get()
    assert not entry.live
    assert entry.scheduled_revision is not None


def test_reason_stands_for_a_legal_basis(reviewer, theme):
    response = create(reviewer, theme, PUBLISH, no_provision_because="Practice, not law.", **rows("legal_bases", []))
    assert response.status_code == 302
    assert EntryPage.objects.get().live


def test_error_is_shown_beside_the_rows(reviewer, theme):
    response = create(reviewer, theme, PUBLISH, **rows("legal_bases", []))

    assert "Give at least one legal basis" in response.content.decode()


SLUGS = ["download", "coverage", "feed", "events", "people", "new", "report", "cite"]


@pytest.mark.parametrize("slug", SLUGS)
def test_reserved_slug_is_refused_in_a_draft(writer, theme, slug):
    assert "slug" in errors_of(create(writer, theme, SAVE, slug=slug))


@pytest.mark.parametrize("address", ["not an address", "javascript:alert(1)", "http://", "//host/page"])
def test_malformed_address_is_refused_in_a_draft(writer, theme, address):
    response = create(writer, theme, SAVE, **links("further_reading", address))

    assert "further_reading" in errors_of(response)
    assert not EntryPage.objects.exists()


def test_counterpart_in_the_same_handbook_is_refused_in_a_draft(writer, theme):
    neighbour = EntryPageFactory()
    response = create(writer, theme, SAVE, **rows("counterparts_set", [{"other": str(neighbour.pk)}]))

    assert "other" in errors_of(response)["counterparts_set"][0]


def test_counterpart_is_listed_once(writer, theme):
    other = EntryPageFactory(audience="civil_society")
    twice = [{"other": str(other.pk)}, {"other": str(other.pk)}]
    response = create(writer, theme, SAVE, **rows("counterparts_set", twice))

    assert "other" in errors_of(response)["counterparts_set"][0]


def test_counterpart_set_on_the_other_page_is_shown_and_not_set_again(reviewer):
    entry = EntryPageFactory()
    other = EntryPageFactory(audience="civil_society", counterparts=[entry])
    page = reviewer.get(edit_url(entry)).content.decode()
    assert edit_url(other) in page

    again = rows("counterparts_set", [{"other": str(other.pk), "council_to_community": "", "community_to_council": ""}])
    response = send(reviewer, edit_url(entry), form_of(reviewer, edit_url(entry), **again))
    assert "set on its own page" in str(errors_of(response))


def test_basis_of_provision_and_scheme_is_refused_in_a_draft(writer, theme):
    neither = [{"provision": "", "scheme": "", "role": "gives", "nations": ["wales"], "note": "A note"}]
    response = create(writer, theme, SAVE, **rows("legal_bases", neither))

    assert "legal_bases" in errors_of(response)


@pytest.mark.parametrize("name", ["kind", "status", "certainty"])
def test_unknown_choice_is_refused_in_a_draft(writer, theme, name):
    assert name in errors_of(create(writer, theme, SAVE, **{name: "other"}))
    assert name in errors_of(create(writer, theme, SAVE, **{name: ""}))


def change(client: Any, page: Any, button: str, **changes: Any) -> Any:
    return send(client, edit_url(page), form_of(client, edit_url(page), **changes), button)


def test_second_publication_asks_what_changed(reviewer):
    entry = EntryPageFactory()
    response = change(reviewer, entry, PUBLISH, summary="It lets a council do more.")

    assert set(errors_of(response)) == {"change_note"}


@pytest.mark.parametrize("said", [{"change_note": "The Act started."}, {"change_is_minor": "on"}])
def test_second_publication_with_a_note_or_a_minor_change(reviewer, said):
    entry = EntryPageFactory()
    assert change(reviewer, entry, PUBLISH, summary="It lets a council do more.", **said).status_code == 302

    entry.refresh_from_db()
    assert entry.summary == "It lets a council do more."


def test_change_note_is_empty_after_publication(reviewer):
    entry = EntryPageFactory()
    change(reviewer, entry, PUBLISH, change_note="The Act started.")

    assert form_of(reviewer, edit_url(entry))["change_note"] == ""
    assert "change_note" in errors_of(change(reviewer, entry, PUBLISH))


def test_change_note_of_a_draft_is_kept(reviewer):
    entry = EntryPageFactory()
    change(reviewer, entry, SAVE, change_note="The Act started.")

    assert form_of(reviewer, edit_url(entry))["change_note"] == "The Act started."


def test_held_precedent_is_not_published(reviewer):
    precedent = PrecedentPageFactory(live=False, is_held=True)

    assert set(errors_of(change(reviewer, precedent, PUBLISH))) == {"is_held"}
    assert not PrecedentPage.objects.get().live


def test_precedent_names_an_entry_once(reviewer):
    precedent, entry = PrecedentPageFactory(), EntryPageFactory()
    twice = [{"entry": str(entry.pk), "relation": "used"}, {"entry": str(entry.pk), "relation": "related"}]

    assert "entry_links" in errors_of(change(reviewer, precedent, SAVE, **rows("entry_links", twice)))


def test_draft_keeps_its_lists_of_choices(reviewer):
    entry = EntryPageFactory()
    change(reviewer, entry, SAVE, nations=["wales", "scotland"], usable_by=["anyone", "charity"])

    entry.refresh_from_db()
    draft = entry.get_latest_revision_as_object()
    assert draft.nations == ["wales", "scotland"]
    assert draft.usable_by == ["charity", "anyone"]
    assert entry.nations == ["england"]


def test_autosave_answers_json_and_refuses_what_is_wrong(reviewer):
    entry = EntryPageFactory()
    data = form_of(reviewer, edit_url(entry), slug="feed")
    response = reviewer.post(edit_url(entry), data, headers={"accept": "application/json"})

    assert (response.status_code, response.json()["error_code"]) == (400, "validation_error")


def test_provision_is_recorded_by_pasting_its_address(writer):
    there = ProvisionFactory(url="https://www.legislation.gov.uk/id/ukpga/2004/34/section/80")
    url = reverse("wagtailsnippetchoosers_handbooks_provision:create")
    fields = {"citation": "Housing Act 2004, section 79", "statute": "Housing Act 2004", "section": "section 79"}
    pasted = "legislation.gov.uk/ukpga/2004/34/section/79/enacted?view=plain"
    response = writer.post(url, {**fields, "url": pasted})
    assert response.json()["step"] == "chosen"
    assert (
        type(there).objects.get(statute="Housing Act 2004", section="section 79").url
        == "https://www.legislation.gov.uk/id/ukpga/2004/34/section/79"
    )

    again = writer.post(url, {**fields, "url": "http://www.legislation.gov.uk/ukpga/2004/34/section/80/contents"})
    assert there.citation in again.json()["htmlFragment"]


def test_provision_is_found_by_some_of_its_words(writer):
    ProvisionFactory(citation="Housing Act 2004, section 79")
    ProvisionFactory(citation="Localism Act 2011, section 1")
    url = reverse("wagtailsnippetchoosers_handbooks_provision:choose_results")
    found = writer.get(url, {"q": "housing 79"}).content.decode()

    assert "Housing Act 2004" in found
    assert "Localism Act" not in found

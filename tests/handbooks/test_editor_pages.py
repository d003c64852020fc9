"""Finding one's way among pages at /editor/: lists, histories, addresses that lead nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from handbooks.models import EntryPage
from tests.factories import EntryPageFactory, UserFactory
from tests.handbooks.editing import SAVE, edit_url, form_of, person, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(tree: Any) -> Any:
    return signed_in(person("Writers"))


def test_entries_of_a_theme_are_listed_in_the_order_of_reading(writer):
    titles = ["First power", "Second power", "Third power"]
    entries = [EntryPageFactory(title=title) for title in titles]
    entries[0].save_revision()  # the newest change is no reason to come last or first
    entries[2].save_revision()
    theme = entries[0].get_parent()

    listed = writer.get(reverse("wagtailadmin_explore", args=[theme.pk])).context["object_list"]
    assert [page.title for page in listed] == titles
    theme.get_last_child().move(theme, pos="first-child")
    listed = writer.get(reverse("wagtailadmin_explore", args=[theme.pk])).context["object_list"]
    assert [page.title for page in listed] == ["Third power", "First power", "Second power"]


def test_themes_and_handbooks_are_listed_in_the_order_of_reading(writer, tree):
    for page in (tree.handbooks, tree.local):
        assert writer.get(reverse("wagtailadmin_explore", args=[page.pk])).context["ordering"] == "ord"


def test_history_offers_the_comparison_with_the_version_before(writer):
    entry = EntryPageFactory()
    send(writer, edit_url(entry), form_of(writer, edit_url(entry), summary="Another summary."), SAVE)
    first, second = entry.revisions.order_by("created_at", "pk").values_list("pk", flat=True)
    page = writer.get(reverse("wagtailadmin_pages:history", args=[entry.pk])).content.decode()

    compare = reverse("wagtailadmin_pages:revisions_compare", args=[entry.pk, first, second])
    assert f'<a href="{compare}">Compare with the one before</a>' in page
    assert page.count("Compare with the one before") == 1
    assert writer.get(compare).status_code == 200


def test_comparison_names_the_day_of_each_version_and_whose_it_is(writer):
    entry, person_at_work = EntryPageFactory(), UserFactory(display_name="Wendy Writer")
    old = entry.save_revision(user=None)
    new = entry.save_revision(user=person_at_work)
    for revision, day in ((old, 3), (new, 4)):
        type(old).objects.filter(pk=revision.pk).update(created_at=datetime(2026, 2, day, 9, 30, tzinfo=UTC))
    for names in ((old.pk, new.pk), ("earliest", new.pk)):
        page = writer.get(reverse("wagtailadmin_pages:revisions_compare", args=[entry.pk, *names])).content.decode()
        assert "From the version of 3 February 2026, 09:30 to the version of 4 February 2026, 09:30 by Wendy W" in page

    EntryPage.objects.filter(pk=entry.pk).update(live_revision=old)
    live = writer.get(reverse("wagtailadmin_pages:revisions_compare", args=[entry.pk, "live", new.pk]))
    assert "From the version of 3 February 2026, 09:30 to" in live.content.decode()


@pytest.mark.parametrize("address", ["/editor/nowhere/", "/editor/pages/999999/edit/", "/editor/pages/999999/history/"])
def test_unknown_address_of_the_editor_leads_back_to_it(writer, address):
    response = writer.get(address)
    html = response.content.decode()

    assert response.status_code == 404
    assert "Wagtail" not in html
    assert f'<a href="{reverse("wagtailadmin_home")}">Back to the editor</a>' in html


def test_form_tells_apart_what_editors_mix_up(writer):
    page = writer.get(edit_url(EntryPageFactory())).content.decode()
    for words in ("How settled the law is. Readers see it.", "How well checked the facts are. For editors;"):
        assert words in page
    assert "gives the power or right, limits it, lays a duty on somebody, or guides its use." in page

"""Passages follow their pages and terms, in the transaction of the act."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.signals import page_published

from handbooks.models import EntryPage, GlossaryTerm
from portal.search import index
from portal.search.models import Passage
from tests.factories import (
    EntryPageFactory,
    GlossaryTermFactory,
    PrecedentPageFactory,
    ProvisionFactory,
    ThemePageFactory,
)
from tests.factories.handbooks import published
from tests.fixtures import Tree

pytestmark = pytest.mark.django_db

SECTION = {"type": "section", "id": "1f0ac2d3-0000-4000-8000-000000000000"}


def passages_of(page: Page | GlossaryTerm) -> dict[str, Passage]:
    owner = page.specific if isinstance(page, Page) else page
    return {passage.anchor: passage for passage in Passage.objects.of(owner).order_by("position")}


def with_section(heading: str, html: str) -> list[dict]:
    return [{**SECTION, "value": {"heading": heading, "content": [{"type": "text", "value": html}]}}]


def test_entry_has_a_passage_for_each_section() -> None:
    entry = EntryPageFactory(
        title="Lease land", summary="Lease it.", what_it_lets_you_do="<p>Let&nbsp;it</p><p>cheaply &amp; fast</p>"
    )

    passages = passages_of(entry)

    assert list(passages) == ["", "lets", "how", "rely", "law"]
    assert (passages[""].title, passages[""].number, passages[""].text) == ("Lease land", "LG 1.1", "Lease it.")
    assert passages["lets"].text == "Let it cheaply & fast"
    assert passages["how"].text == "Gather the evidence. Consult those affected. Decide, and say why."
    assert "Localism Act 2011" in passages["law"].text


def test_entry_passages_carry_what_it_is_filtered_by() -> None:
    passage = passages_of(EntryPageFactory(theme="energy", nations=["wales"], usable_by=["welsh-council"]))["lets"]

    assert (passage.themes, passage.nations, passage.handbooks) == (["energy"], ["wales"], ["local_government"])
    assert (passage.bodies, passage.audience_key) == (["welsh-council"], "public")


def test_section_of_free_text_keeps_its_lasting_anchor() -> None:
    entry = EntryPageFactory()
    entry.body = with_section("Old heading", "<p>Bats in the <b>roof</b>.</p>")
    entry = published(entry)
    entry.body = with_section("New heading", "<p>Bats.</p>")
    passage = passages_of(published(entry))["s-1f0ac2d3"]

    assert (passage.heading, passage.text) == ("New heading", "Bats.")


def test_precedent_has_a_passage_for_each_part() -> None:
    precedent = PrecedentPageFactory(went_wrong="The roof leaked.")

    assert list(passages_of(precedent)) == ["", "what", "outcome", "wrong", "lessons"]


def test_term_is_one_passage_at_its_anchor() -> None:
    term = GlossaryTermFactory(term="Best value", slug="best-value", definition="The duty to improve.")
    passages = passages_of(term)

    assert list(passages) == ["term-best-value"]
    assert passages["term-best-value"].page.slug == "glossary"

    term.delete()
    assert not Passage.objects.filter(kind="term").exists()


def test_draft_is_not_indexed_until_published() -> None:
    draft = EntryPageFactory(live=False)
    assert passages_of(draft) == {}

    published(draft)
    assert passages_of(draft)[""].number == "LG 1.1"


def test_draft_text_of_a_live_page_is_not_indexed() -> None:
    entry = EntryPageFactory(summary="The public words.")
    entry.summary = "The secret words."
    entry.save_revision()

    assert passages_of(entry)[""].text == "The public words."


def test_scheduled_page_is_indexed_only_when_it_goes_live() -> None:
    entry = EntryPageFactory(live=False)
    entry.go_live_at = timezone.now() + timedelta(days=1)
    entry.save_revision().publish()

    assert passages_of(entry) == {}


def test_passages_are_written_before_the_publication_commits() -> None:
    """Wagtail sends `page_published` after the page's own transaction; the rows must not wait for it."""
    entry = EntryPageFactory(summary="Before.")
    seen = []
    receivers = page_published.receivers
    page_published.receivers = []
    page_published.sender_receivers_cache.clear()
    try:
        entry.summary = "After."
        entry.save_revision().publish()
        seen.append(passages_of(entry)[""].text)
    finally:
        page_published.receivers = receivers
        page_published.sender_receivers_cache.clear()

    assert seen == ["After."]


def test_failed_publication_leaves_the_old_passages() -> None:
    entry = EntryPageFactory(summary="Before.")
    entry.summary = "After."
    with suppress(RuntimeError), transaction.atomic():
        entry.save_revision().publish()
        raise RuntimeError

    assert passages_of(entry)[""].text == "Before."


def test_unpublished_and_deleted_pages_leave_the_index() -> None:
    unpublished, deleted = EntryPageFactory(), PrecedentPageFactory()
    unpublished.unpublish()
    deleted.delete()

    assert not Passage.objects.exists()


def test_held_precedent_is_never_indexed() -> None:
    precedent = PrecedentPageFactory()
    precedent.is_held = True
    published(precedent)

    assert passages_of(precedent) == {}


def test_restriction_above_hides_and_lifting_it_shows() -> None:
    entry = EntryPageFactory()
    restriction = PageViewRestriction.objects.create(page=entry.get_parent(), restriction_type="login")
    assert passages_of(entry) == {}

    restriction.delete()
    assert passages_of(entry)


def test_restricted_glossary_hides_its_terms(tree: Tree) -> None:
    term = GlossaryTermFactory()
    restriction = PageViewRestriction.objects.create(page=tree.glossary, restriction_type="login")
    assert passages_of(term) == {}

    restriction.delete()
    assert passages_of(term)


def test_moved_entry_changes_theme_and_number() -> None:
    entry = EntryPageFactory(theme="housing")
    entry.move(ThemePageFactory(theme="energy"), pos="last-child")

    passage = passages_of(EntryPage.objects.get(pk=entry.pk))[""]
    assert (passage.themes, passage.number) == (["energy"], "LG 2.1")


def test_changed_citation_is_found_in_its_entries() -> None:
    provision = ProvisionFactory()
    entry = EntryPageFactory(provisions=[provision])
    provision.citation = "Renamed Act 2030, section 9"
    provision.save()

    assert "Renamed Act 2030" in passages_of(entry)["law"].text


def test_internal_fields_are_not_indexed() -> None:
    entry = EntryPageFactory(editor_notes="xylophone", counterpart_note="xylophone", no_counterpart_because="xylophone")
    words = [f"{passage.text} {passage.also}" for passage in passages_of(entry).values()]

    assert not any("xylophone" in word for word in words)


def test_welsh_passage_is_found_as_written() -> None:
    locale = Locale.objects.create(language_code="cy")
    term = GlossaryTermFactory(locale=locale)
    Passage.objects.filter(object_id=term.pk, kind="term").delete()
    passage = Passage.objects.create(
        kind="term", owner=term, anchor="x", text="tai cymdeithasol", language="cy", audience_key="public"
    )
    passage.refresh_from_db()

    assert "'cymdeithasol':2C" in passage.vector


def test_rebuild_is_idempotent_and_mends() -> None:
    entry, term = EntryPageFactory(), GlossaryTermFactory()
    before = set(Passage.objects.values_list("pk", "anchor"))
    first = index.rebuild()
    assert (first.written, first.removed, first.unchanged) == (0, 0, len(before))

    Passage.objects.of(entry).filter(anchor="how").delete()
    Passage.objects.of(term).update(text="wrong")
    Page.objects.filter(pk=PrecedentPageFactory().pk).update(live=False)
    mended = index.rebuild()
    assert (mended.written, mended.removed) == (2, 5 - 1)
    assert set(Passage.objects.values_list("anchor", flat=True)) == {anchor for _pk, anchor in before}


def test_rebuild_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    EntryPageFactory()
    Passage.objects.all().delete()
    call_command("rebuild_search")

    assert "1 entry; passages written 5, unchanged 0, removed 0" in capsys.readouterr().out


def test_rebuild_takes_a_constant_number_of_queries_for_each_owner(django_assert_max_num_queries) -> None:
    EntryPageFactory.create_batch(6)
    with django_assert_max_num_queries(60):
        index.rebuild()

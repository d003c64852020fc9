"""The starter content as a new portal has it: one load for the whole module, undone at its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page, ReferenceIndex, Revision

from cities.places.models import City, CityFact, Organisation
from handbooks.completeness import gaps
from handbooks.models import (
    ChangeNote,
    Counterpart,
    EntryPage,
    EquivalentEntry,
    EquivalentGroup,
    GlossaryTerm,
    LegalBasis,
    PrecedentPage,
    Provision,
    Task,
    ThemePage,
    WatchTopic,
)
from handbooks.starter import files, load
from handbooks.starter.law import in_force
from handbooks.starter.ledger import Ledger, Outcome
from handbooks.starter.load import load_starter_content
from handbooks.starter.pages import paragraph
from portal.home.models import HomePage

pytestmark = pytest.mark.xdist_group("starter")

KINDS = {
    "Cities": 10,
    "Organisations": 80,
    "Provisions": 240,
    "Schemes": 30,
    "Themes": 10,
    "Local government entries": 69,
    "Civil society entries": 70,
    "Precedents": 53,
    "Groups of equivalents": 30,
    "Tasks": 48,
    "Glossary terms": 54,
    "Watch topics": 43,
    "Authors": 1,
    "Pictures of articles": 8,
    "Outlets": 45,
    "Narrative": 1,
    "Principles": 8,
    "Articles": 8,
    "Boards of the network": 8,
    "Jobs on the home page": 1,
}
FOR_EDITORS = re.compile(r"\bsources?\b|publish|editor|no cited|refresh|to be checked", re.IGNORECASE)


@pytest.fixture
def undone(starter_content: Ledger) -> Iterator[None]:
    """Undo what a test changes, and keep the load."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def entry(slug: str, audience: str = "local_government") -> EntryPage:
    return EntryPage.objects.get(slug=slug, audience=audience)


def test_load_creates_all_of_it(starter_content: Ledger) -> None:
    assert {name: dict(counts) for name, counts in starter_content.tally.items()} == {
        name: {Outcome.CREATED: count} for name, count in KINDS.items()
    }


def test_entries_are_numbered_by_their_place(starter_content: Ledger) -> None:
    for audience, row in files.entries():
        page = entry(row["slug"], audience)
        assert (page.get_parent().slug, page.item_number) == (row["theme"], row["order"])
    assert entry("general-power-of-competence-wales").number == "LG 3.2"
    assert entry("time-bank", "civil_society").number == "CS 6.16"


def test_entries_are_live_and_lack_nothing(starter_content: Ledger) -> None:
    assert EntryPage.objects.visible_to().count() == 139
    assert {page.number: missing for page in EntryPage.objects.all() if (missing := gaps(page))} == {}


def test_entry_keeps_its_steps_and_limits_in_order(starter_content: Ledger) -> None:
    for audience, row in files.entries():
        page = entry(row["slug"], audience)
        assert [step.text for step in page.steps.all()] == row["steps"]
        assert [limit.text for limit in page.limits.all()] == row["before_you_rely"]


def test_legal_bases_rest_on_provisions(starter_content: Ledger) -> None:
    assert LegalBasis.objects.filter(provision__isnull=False).count() == 282
    assert LegalBasis.objects.filter(scheme__isnull=False).count() == 32
    assert not Provision.objects.filter(legal_bases__isnull=True).exists()
    assert not Provision.objects.exclude(extent=None).exists()


def test_provision_of_a_regnal_year_is_valid(starter_content: Ledger) -> None:
    provision = Provision.objects.get(url="https://www.legislation.gov.uk/id/ukpga/Edw7/8/36/section/23")

    provision.full_clean()

    assert provision.public_url == "https://www.legislation.gov.uk/ukpga/Edw7/8/36/section/23"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1974-04-01", (date(1974, 4, 1), "")),
        ("2003", (None, "2003")),
        ("not recorded", (None, "")),
        ("spring 2024", (None, "spring 2024")),
    ],
)
def test_in_force_reads_dates_words_and_gaps(text: str, expected: tuple) -> None:
    assert in_force(text) == expected


def test_gaps_in_the_law_stay_empty(starter_content: Ledger) -> None:
    unrecorded = LegalBasis.objects.filter(provision__isnull=False, in_force_on=None, in_force_words="")

    assert unrecorded.count() == 29


def test_counterparts_pair_both_handbooks(starter_content: Ledger) -> None:
    pairs = set(Counterpart.objects.values_list("entry__audience", "other__audience"))

    assert (Counterpart.objects.count(), pairs) == (102, {("local_government", "civil_society")})


def test_revision_holds_the_counterparts(starter_content: Ledger) -> None:
    page = entry("land-disposal-best-consideration")

    draft = page.get_latest_revision_as_object()

    assert {pair.other_id for pair in draft.counterparts_set.all()} == {
        pair.other_id for pair in Counterpart.objects.filter(entry=page)
    }


def test_entries_without_counterpart_say_why(starter_content: Ledger) -> None:
    alone = EntryPage.objects.without_counterpart()

    assert alone.count() == 12
    assert not alone.filter(no_counterpart_because="").exists()


def test_equivalents_stay_in_one_handbook(starter_content: Ledger) -> None:
    rows = EquivalentEntry.objects.values_list("group__audience", "entry__audience").distinct()

    assert EquivalentGroup.objects.count() == 30
    assert all(group == page for group, page in rows)


def test_precedents_are_numbered_in_order_and_the_held_one_is_a_draft(starter_content: Ledger) -> None:
    rows = [row["slug"] for row in files.read("precedents")["precedents"] if not row.get("hold")]
    held = PrecedentPage.objects.get(slug="sheffield-money")

    numbered = PrecedentPage.objects.visible_to().order_by("item_number")
    assert list(numbered.values_list("slug", "item_number")) == [(slug, n) for n, slug in enumerate(rows, 1)]
    assert (held.is_held, held.live, held.number, held.certainty) == (True, False, "", "low")
    assert held.latest_revision is not None
    assert not held.change_notes.exists()


def test_precedents_link_both_handbooks(starter_content: Ledger) -> None:
    relations = Counter(
        PrecedentPage.objects.values_list("entry_links__entry__audience", "entry_links__relation").order_by()
    )

    assert min(relations.values()) > 0
    assert len({pair for pair in relations if pair[0]}) == 4


def test_flagged_items_stay_flagged(starter_content: Ledger) -> None:
    assert EntryPage.objects.exclude(check_before_use="").count() == 101
    assert PrecedentPage.objects.exclude(check_before_use="").count() == 25
    assert City.objects.exclude(check_before_use="").count() == 2
    assert GlossaryTerm.objects.exclude(check_before_use="").count() == 1


@pytest.mark.parametrize("model", [EntryPage, PrecedentPage, City, GlossaryTerm])
def test_notices_speak_to_readers(starter_content: Ledger, model: type) -> None:
    notices = model.objects.values_list("check_before_use", flat=True)

    assert [text for text in notices if FOR_EDITORS.search(text)] == []


def test_words_for_editors_are_kept_as_notes(starter_content: Ledger) -> None:
    page = PrecedentPage.objects.get(slug="balsall-heath-neighbourhood-plan")

    assert "This account has no specific source." in page.editor_notes


def test_tasks_begin_with_what_a_reader_wants(starter_content: Ledger) -> None:
    assert all(task.text.startswith("I want to ") for task in Task.objects.all())
    assert not Task.objects.filter(entry_links__isnull=True).exists()


def test_task_keeps_its_order(starter_content: Ledger) -> None:
    task = Task.objects.get(text="I want to build or buy more council homes.")

    slugs = [link.entry.slug for link in task.entry_links.order_by("sort_order")]
    assert (slugs[0], slugs[-1]) == ("hra-council-housebuilding", "local-housing-strategy-scotland")


def test_themes_have_words_of_their_own(starter_content: Ledger) -> None:
    assert not ThemePage.objects.filter(standfirst="").exists()
    assert not ThemePage.objects.filter(intro="").exists()


def test_glossary_terms_have_other_forms_that_do_not_clash(starter_content: Ledger) -> None:
    forms = Counter(form.lower() for term in GlossaryTerm.objects.all() for form in term.forms)

    assert "community land trusts" in forms
    assert [form for form, count in forms.items() if count > 1] == []


def test_cities_have_facts_and_organisations(starter_content: Ledger) -> None:
    assert City.objects.count() == CityFact.objects.count() == 10
    assert not City.objects.filter(organisations__isnull=True).exists()
    assert Organisation.objects.get(name="Midland Heart").kind == "housing"
    assert not City.objects.filter(is_focus=True).exists()


def test_watch_topics_name_entries_and_cities(starter_content: Ledger) -> None:
    topic = WatchTopic.objects.get(slug="nottinghamshire-reorganisation")

    assert [city.slug for city in topic.cities.all()] == ["nottingham"]
    assert WatchTopic.objects.filter(entries__isnull=True).count() == 1


def test_jobs_lead_to_both_handbooks(starter_content: Ledger) -> None:
    for job in HomePage.objects.get().jobs:
        assert {page.audience for page in job.value["entries"]} == {"local_government", "civil_society"}


def test_further_reading_and_sources_are_links(starter_content: Ledger) -> None:
    read = [page for page in EntryPage.objects.all() if page.further_reading]

    assert len(read) == 11
    assert all(block.value["url"].startswith("http") for page in read for block in page.further_reading)


def test_first_change_notes_are_all_new(starter_content: Ledger) -> None:
    assert (ChangeNote.objects.count(), ChangeNote.objects.filter(is_new=True).count()) == (191, 191)


def test_wagtail_knows_what_uses_what(starter_content: Ledger) -> None:
    page = entry("community-land-trust", "civil_society")

    assert ReferenceIndex.get_references_to(Page.objects.get(pk=page.pk)).exists()


def test_paragraph_escapes_what_is_not_html() -> None:
    assert paragraph("Fish & chips <now>, it's fine") == "<p>Fish &amp; chips &lt;now&gt;, it's fine</p>"


def test_second_load_changes_nothing(undone: None) -> None:
    before = Revision.objects.count(), ChangeNote.objects.count(), Page.objects.count()

    again = load_starter_content()

    assert {name: dict(counts) for name, counts in again.tally.items()} == {
        name: {Outcome.SKIPPED: count} for name, count in KINDS.items()
    }
    assert (Revision.objects.count(), ChangeNote.objects.count(), Page.objects.count()) == before


def test_command_reports_by_kind(undone: None) -> None:
    output = StringIO()

    call_command("load_starter_content", verbosity=2, stdout=output)

    assert re.search(r"Precedents +0 +0 +53 +0\n", output.getvalue())
    assert "282 legal bases on provisions" in output.getvalue()


def test_command_says_in_a_line_that_nothing_is_new(undone: None) -> None:
    output = StringIO()

    call_command("load_starter_content", stdout=output)

    assert output.getvalue() == "Starter content: nothing new.\n"


def test_failed_load_leaves_nothing_behind(undone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(ledger: Ledger) -> None:
        City.objects.filter(slug="leeds").update(name="Half way")
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(load, "PARTS", (fail,))

    with pytest.raises(RuntimeError):
        load_starter_content()

    assert City.objects.get(slug="leeds").name == "Leeds"

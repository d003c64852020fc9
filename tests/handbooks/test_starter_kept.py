"""A later load follows the files, and leaves alone what an editor changed, moved, withdrew or deleted.

One load, then everything that editors do, then a load of changed files; each test looks at one thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import transaction

from cities.places.models import City
from handbooks.models import EntryPage, EquivalentGroup, GlossaryTerm, StarterRecord, Task, ThemePage
from handbooks.starter import connections, entries, files, glossary, places
from handbooks.starter.ledger import Ledger, Outcome

pytestmark = pytest.mark.xdist_group("starter")

FINANCE = [
    "general-power-of-competence-england",  # its text changes in the files
    "general-power-of-competence-wales",  # edited in a draft, and its text changes
    "subsidy-control",  # moved
    "prudential-borrowing",  # deleted
    "investment-power",  # taken down
    "pwlb-lending",  # an editor's own page, which the ledger does not know
    "workplace-parking-levy",  # stays
]
TERMS = ["retrofit", "procurement", "consortium", "best-value"]


@dataclass
class Story:
    """What the files say; a test world changes it between two loads."""

    summaries: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    ledger: Ledger | None = None


def rows(story: Story) -> Iterator[tuple[str, dict]]:
    """Yield a part of the entries, with the summaries of the story."""
    for audience, row in ORIGINAL_ENTRIES():
        if row["slug"] in FINANCE:
            yield audience, {**row, "summary": story.summaries.get(row["slug"], row["summary"])}


ORIGINAL_ENTRIES = files.entries


def terms(story: Story) -> list[dict]:
    return [
        {**row, "definition": story.definitions.get(row["slug"], row["definition"])}
        for row in files.read("glossary")["terms"]
        if row["slug"] in TERMS
    ]


def load_part(story: Story) -> Ledger:
    """Load a few things of each kind, in the order of the whole load."""
    ledger = Ledger.open()
    places.Cities(ledger).load(files.read("cities")["cities"][:2])
    entries.load_handbooks(ledger)
    connections.load_connections(ledger)
    glossary.Terms(ledger).load(terms(story))
    return ledger


def edit(story: Story) -> None:
    """Do what editors do."""
    draft = entry("general-power-of-competence-wales")
    draft.summary = "An editor's words."
    draft.save_revision()
    entry("subsidy-control").move(ThemePage.objects.get(slug="energy", audience="local_government"), pos="last-child")
    entry("prudential-borrowing").delete()
    entry("investment-power").unpublish()
    StarterRecord.objects.filter(key="entry:local_government:pwlb-lending").delete()
    GlossaryTerm.objects.filter(slug="retrofit").update(definition="An editor's words.")
    GlossaryTerm.objects.filter(slug="procurement").delete()
    City.objects.filter(slug="birmingham").update(profile="An editor's words.")
    Task.objects.filter(theme__slug="finance", text__contains="local taxes").update(text="I want to tax.")
    story.summaries = {
        "general-power-of-competence-england": "The files say this now.",
        "general-power-of-competence-wales": "The files say this now.",
        "subsidy-control": "The files say this now.",
        "pwlb-lending": "The files say this now.",
    }
    story.definitions = {"consortium": "The files say this now.", "retrofit": "The files say this now."}


def entry(slug: str) -> EntryPage:
    return EntryPage.objects.get(slug=slug, audience="local_government")


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: object) -> Iterator[Story]:
    """Load, let editors work, load again; undone at the end of the module."""
    told = Story()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "entries", lambda: rows(told))
        load_part(told)
        edit(told)
        told.ledger = load_part(told)
        yield told
        transaction.set_rollback(True)


def test_changed_files_update_what_nobody_edited(story: Story) -> None:
    page = entry("general-power-of-competence-england")

    assert (page.summary, page.number) == ("The files say this now.", "LG 3.1")
    assert page.change_notes.first().text == "Text brought up to date."
    assert page.steps.count() == page.get_latest_revision_as_object().steps.count() > 0


def test_draft_of_an_editor_is_kept(story: Story) -> None:
    page = entry("general-power-of-competence-wales")

    assert page.summary not in ("The files say this now.", "An editor's words.")
    assert page.get_latest_revision_as_object().summary == "An editor's words."


def test_moved_page_stays_where_it_is(story: Story) -> None:
    page = entry("subsidy-control")

    assert (page.get_parent().slug, page.number) == ("energy", "LG 2.1")
    assert page.summary != "The files say this now."


def test_deleted_page_does_not_come_back(story: Story) -> None:
    assert not EntryPage.objects.filter(slug="prudential-borrowing").exists()


def test_page_taken_down_stays_down(story: Story) -> None:
    assert entry("investment-power").live is False


def test_page_that_an_editor_made_there_is_kept(story: Story) -> None:
    assert entry("pwlb-lending").summary != "The files say this now."
    assert not StarterRecord.objects.filter(key="entry:local_government:pwlb-lending").exists()


def test_entries_are_counted_by_what_was_done(story: Story) -> None:
    counts = story.ledger.tally["Local government entries"]

    assert dict(counts) == {Outcome.UPDATED: 1, Outcome.KEPT: 5, Outcome.SKIPPED: 1}


def test_edited_term_is_kept(story: Story) -> None:
    assert GlossaryTerm.objects.get(slug="retrofit").definition == "An editor's words."


def test_deleted_term_does_not_come_back(story: Story) -> None:
    assert not GlossaryTerm.objects.filter(slug="procurement").exists()


def test_term_that_nobody_edited_is_updated(story: Story) -> None:
    assert GlossaryTerm.objects.get(slug="consortium").definition == "The files say this now."
    assert dict(story.ledger.tally["Glossary terms"]) == {Outcome.UPDATED: 1, Outcome.KEPT: 2, Outcome.SKIPPED: 1}


def test_edited_city_is_kept(story: Story) -> None:
    assert City.objects.get(slug="birmingham").profile == "An editor's words."
    assert dict(story.ledger.tally["Cities"]) == {Outcome.KEPT: 1, Outcome.SKIPPED: 1}


def test_edited_task_is_kept(story: Story) -> None:
    assert Task.objects.filter(text="I want to tax.").exists()
    assert not Task.objects.filter(text__contains="local taxes").exists()


def test_group_lets_go_of_a_deleted_entry(story: Story) -> None:
    group = EquivalentGroup.objects.get(slug="borrowing-and-investing")

    assert [member.entry.slug for member in group.members.all()] == ["investment-power"]
    assert story.ledger.tally["Groups of equivalents"][Outcome.KEPT] == 0

"""Imports of a spreadsheet: each row is shown first, then all are written or none."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from cities.plans.choices import ImportState, Part, Stage, Visibility
from cities.plans.models import Action, Basis, Update
from cities.plans.services import actions
from cities.plans.services.imports import apply_import, throw_away_import
from cities.plans.signals import parts_asked
from portal.mail.models import Letter
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
)
from tests.factories.plans import coordinator_of, tell
from tests.plans.filing import NEW, applied, check, csv_of, edited, errors, exported, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def by(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def objective(plan):
    return ObjectiveFactory(plan=plan, title="Homes")


@pytest.fixture
def action(objective):
    action = ActionFactory(objective=objective, title="One", summary="What will be done.")
    action.plan.last_number = 1
    action.plan.save()
    return action


def test_dry_run_writes_nothing_and_says_from_what_to_what(plan, by, action):
    data = edited(exported(plan, by, "csv"), Title="Another", Due="31/12/2030")
    batch = check(plan, data, by)
    (row,) = batch.rows
    assert (row["state"], row["line"], row["number"], row["seen"]) == ("changed", 2, 1, 1)
    assert row["changes"] == [["title", "One", "Another"], ["due_on", action.due_on.isoformat(), "31/12/2030"]]
    action.refresh_from_db()
    assert (action.title, action.version) == ("One", 1)


def test_import_changes_and_adds(plan, by, objective, action):
    rows = [[*NEW, "Due"], ["1", "Homes", "Changed", "It.", "2030-01-02"], ["", "homes", "Added", "More.", ""]]
    batch = applied(plan, csv_of(rows), by)
    assert batch.state == ImportState.APPLIED
    action.refresh_from_db()
    assert (action.title, action.due_on, action.version) == ("Changed", date(2030, 1, 2), 2)
    added = Action.objects.get(number=2)
    assert (added.title, added.objective, added.position, added.visibility) == ("Added", objective, 2, "partners")
    assert added.created_by == by
    plan.refresh_from_db()
    assert plan.last_number == 2


def test_history_says_whose_import_it_was(plan, by, objective, action):
    applied(plan, csv_of([NEW, ["1", "Homes", "Changed", "It."], ["", "Homes", "Added", "More."]]), by)
    events = apps.get_model("plans", "ActionEvent").objects.filter(pgh_context__isnull=False)
    told = [(event.pgh_label, event.title, event.pgh_context.metadata) for event in events.order_by("pgh_id")]
    assert ("update", "Changed", {"user": by.pk, "act": "import"}) in told
    assert ("insert", "Added", {"user": by.pk, "act": "import"}) in told


def test_number_is_never_given_twice(plan, by, objective, action):
    actions.remove_action(action, by=by)
    applied(plan, csv_of([NEW, ["", "Homes", "Added", "More."]]), by)
    assert Action.objects.get().number == 2


def test_column_that_is_not_there_is_left_alone_and_empty_cell_empties(plan, by, action):
    action.outcome = "Much"
    action.save()
    applied(plan, csv_of([["Number", "Due"], ["1", ""]]), by)
    action.refresh_from_db()
    assert (action.due_on, action.outcome, action.title) == (None, "Much", "One")


def test_organisations_are_asked_and_keep_their_answer(plan, by, action):
    council, tenants = partner(plan, "The Council"), partner(plan, "The Tenants; and friends")
    ActionPartnerFactory(action=action, partner=council, part=Part.LEAD, accepted=True)
    heard = []
    parts_asked.connect(lambda parts, **kwargs: heard.extend(parts), weak=False, dispatch_uid="heard")
    rows = [["Number", "Lead", "Co-owners"], ["1", "the council", "The Tenants; and friends"]]
    applied(plan, csv_of(rows), by)
    parts_asked.disconnect(dispatch_uid="heard")
    named = {row.partner: row for row in action.partners.all()}
    assert named[council].is_accepted
    assert (named[tenants].part, named[tenants].is_asked, named[tenants].asked_by) == (Part.CO_OWNER, True, by)
    assert [part.partner for part in heard] == [tenants]


def test_members_are_asked_in_one_letter_however_many_actions(plan, by, objective, django_capture_on_commit_callbacks):
    tenants = partner(plan, "The Tenants")
    member = MembershipFactory(city=plan.city, partner=tenants).user
    rows = [[*NEW, "Lead"], *[["", "Homes", f"Action {n}", "It.", "The Tenants"] for n in range(30)]]
    with django_capture_on_commit_callbacks(execute=True):
        applied(plan, csv_of(rows), by)
    (letter,) = Letter.objects.filter(person=member)
    assert letter.subject.startswith("The Tenants is asked to take part in 30 actions")


def test_own_organisation_accepts_with_the_import(plan, action):
    own = partner(plan, "Ours")
    by = coordinator_of(plan.city, partner=own).user
    applied(plan, csv_of([["Number", "Lead"], ["1", "Ours"]]), by)
    assert action.partners.get().answered_by == by


def test_lead_is_replaced_and_swapped(plan, by, action):
    first, second = partner(plan, "First"), partner(plan, "Second")
    ActionPartnerFactory(action=action, partner=first, part=Part.LEAD, accepted=True)
    ActionPartnerFactory(action=action, partner=second, part=Part.SUPPORTER)
    applied(plan, csv_of([["Number", "Lead", "Supporters"], ["1", "Second", "First"]]), by)
    assert set(action.partners.values_list("partner", "part")) == {(first.pk, "supporter"), (second.pk, "lead")}
    assert not action.partners.accepted().exists()


def test_bases_are_named_by_number(plan, by, action):
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    kept = Basis.objects.create(action=action, precedent=precedent, note="Kept")
    rows = [["Number", "Handbook entries", "Precedents"], ["1", entry.number.lower(), precedent.number]]
    applied(plan, csv_of(rows), by)
    assert set(action.bases.values_list("entry", "precedent", "note")) == {
        (entry.pk, None, ""),
        (None, precedent.pk, "Kept"),
    }
    assert action.bases.filter(pk=kept.pk).exists()
    applied(plan, csv_of([["Number", "Handbook entries"], ["1", "None needed: the council owns it; really"]]), by)
    assert action.bases.get(none_needed=True).note == "the council owns it; really"
    assert not action.bases.filter(entry=entry).exists()
    applied(plan, csv_of([["Number", "Handbook entries"], ["1", entry.number]]), by)
    assert not action.bases.filter(none_needed=True).exists()


def test_entry_of_another_nation_is_taken_with_a_warning(plan, by, action):
    here, there = EntryPageFactory(), EntryPageFactory(nations=["wales"], title="Let a Welsh council act")
    named = EntryPageFactory(nations=["scotland"])
    Basis.objects.create(action=action, entry=named)
    rows = [
        [*NEW, "Handbook entries"],
        ["1", "Homes", "One", "More.", f"{named.number}; {there.number}; {here.number}"],
    ]
    batch = check(plan, csv_of(rows), by)
    assert not errors(batch)
    assert batch.notes[0] == f"Row 2 names {there.number} Let a Welsh council act. Not England: Wales."
    assert len(batch.notes) == 2


def test_milestones_are_a_line_each(plan, by, action):
    kept = MilestoneFactory(action=action, title="Kept", due_on=date(2030, 1, 1))
    renamed = MilestoneFactory(action=action, title="Old name", due_on=date(2030, 2, 1))
    MilestoneFactory(action=action, title="Gone", due_on=date(2030, 3, 1))
    cell = "01/01/2030 Kept (done 2026-01-05)\n2030-02-01 New name\n4 May 2030 Added (all of it)"
    applied(plan, csv_of([["Number", "Milestones"], ["1", cell]]), by)
    found = {step.title: step for step in action.milestones.all()}
    assert set(found) == {"Kept", "New name", "Added (all of it)"}
    assert (found["Kept"].pk, found["Kept"].done_on) == (kept.pk, date(2026, 1, 5))
    assert found["New name"].pk == renamed.pk


def test_owner_is_found_by_address_or_reference(plan, by, action):
    owner = MembershipFactory(city=plan.city, user__email="olive@example.org")
    for cell in ("Olive@Example.org", str(owner.pk)):
        action.owner = None
        action.save()
        applied(plan, csv_of([["Number", "Owner (reference)"], ["1", cell]]), by)
        action.refresh_from_db()
        assert action.owner == owner


def test_change_of_a_row_that_the_file_leaves_alone_is_no_matter(plan, by, objective, action):
    rows = [NEW, ["1", "Homes", action.title, action.summary], ["", "Homes", "New", "It."]]
    batch = check(plan, csv_of(rows), by)
    actions.change_action(action, seen=1, title="Theirs", by=by)
    apply_import(batch, by=by)
    action.refresh_from_db()
    assert action.title == "Theirs"


def test_checked_import_is_thrown_away_with_what_it_held(plan, by, objective):
    batch = check(plan, csv_of([NEW, ["", "Homes", "New", "It."]]), by)
    throw_away_import(batch, by=by)
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (ImportState.VOID, [])
    with pytest.raises(ValidationError, match="discarded"):
        apply_import(batch, by=by)


def test_next_upload_replaces_what_waits(plan, by, objective):
    first = check(plan, csv_of([NEW, ["", "Homes", "New", "It."]]), by)
    check(plan, csv_of([NEW, ["", "Homes", "Other", "It."]]), by)
    first.refresh_from_db()
    assert first.state == ImportState.VOID


def test_import_never_touches_what_happened(plan, by, action):
    tell(action, by, stage=Stage.UNDER_WAY)
    rows = [["Number", "Title", "Stage", "What it says"], ["1", "Changed", "Done", "All done."]]
    applied(plan, csv_of(rows), by)
    assert [(update.stage, update.body) for update in Update.objects.all()] == [("under_way", "It has begun.")]


def test_visibility_is_taken_by_word_and_by_label(plan, by, objective):
    rows = [
        [*NEW, "Who reads it"],
        *[["", "Homes", f"As {v}", "It.", v] for v in ("PUBLIC", Visibility.DRAFT.label, "")],
    ]
    applied(plan, csv_of(rows), by)
    assert list(Action.objects.order_by("number").values_list("visibility", flat=True)) == [
        "public",
        "draft",
        "partners",
    ]

"""A file that is older than the plan: what others wrote meanwhile stays, and what both changed is refused and shown."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from cities.plans.choices import Part
from cities.plans.models import Action, Milestone
from cities.plans.services import actions, parts
from cities.plans.services.imports import apply_import
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
)
from tests.factories.plans import coordinator_of
from tests.plans.filing import check, csv_of, edited, errors, exported, saved, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def by(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def action(plan):
    objective = ObjectiveFactory(plan=plan, title="Homes")
    return ActionFactory(
        objective=objective, title="One", summary="What will be done.", outcome="Much", due_on=date(2030, 1, 2)
    )


def partner(plan, name: str):
    return PartnerFactory(city=plan.city, organisation=OrganisationFactory(name=name))


def reworded(data: bytes, kind: str, title: str) -> bytes:
    """Return an exported file with the title of its first action changed."""
    if kind == "csv":
        return edited(data, Title=title)
    book = load_workbook(io.BytesIO(data))
    sheet = book["Actions"]
    place = [cell.value for cell in sheet[1]].index("Title")
    sheet[2][place].value = title
    return saved(book)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_older_file_leaves_alone_what_others_changed_meanwhile(plan, by, action, kind):
    lead, step = partner(plan, "The Council"), MilestoneFactory(action=action, title="First", due_on=date(2029, 1, 1))
    data = reworded(exported(plan, by, kind), kind, "Mine")
    actions.change_action(action, seen=1, summary="Theirs.", due_on=date(2031, 5, 6), by=by)
    parts.ask_partner(action, lead, part=Part.LEAD, by=by)
    Milestone.objects.filter(pk=step.pk).update(title="Renamed")
    batch = check(plan, data, by)
    (row,) = batch.rows
    assert row["changes"] == [["title", "One", "Mine"]]
    apply_import(batch, by=by)
    action.refresh_from_db()
    assert (action.title, action.summary, action.due_on) == ("Mine", "Theirs.", date(2031, 5, 6))
    assert action.partners.get().partner == lead
    assert action.milestones.get().title == "Renamed"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_older_file_that_nobody_changed_changes_nothing(plan, by, action, kind):
    data = exported(plan, by, kind)
    actions.change_action(action, seen=1, title="Theirs", by=by)
    assert states(check(plan, data, by)) == ["same"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_cell_that_both_changed_is_refused_with_all_three_texts(plan, by, action, kind):
    data = reworded(exported(plan, by, kind), kind, "Mine")
    actions.change_action(action, seen=1, title="Theirs", by=by)
    batch = check(plan, data, by)
    ((_line, column, said),) = errors(batch)
    assert column == "title"
    lines = said.split("\n")
    assert lines[0] == "Changed meanwhile by somebody else."
    assert lines[1:4] == ["When exported: One", "In the plan now: Theirs", "In your file: Mine"]


def test_date_that_both_changed_is_shown_as_dates_are_written(plan, by, action):
    data = edited(exported(plan, by, "csv"), Due="3/2/2030")
    actions.change_action(action, seen=1, due_on=date(2030, 4, 5), by=by)
    ((_line, _column, said),) = errors(check(plan, data, by))
    assert "When exported: 2 January 2030\nIn the plan now: 5 April 2030\nIn your file: 3 February 2030" in said


def test_date_in_another_form_is_no_change_of_it(plan, by, action):
    data = edited(exported(plan, by, "csv"), Due="02/01/2030", Title="Mine")
    actions.change_action(action, seen=1, due_on=date(2031, 5, 6), by=by)
    (row,) = check(plan, data, by).rows
    assert row["changes"] == [["title", "One", "Mine"]]


def test_owner_by_address_is_no_change_of_the_reference(plan, by, action):
    first, second = (MembershipFactory(city=plan.city) for _ in range(2))
    Action.objects.update(owner=first)
    lines = list(csv.reader(io.StringIO(exported(plan, by, "csv").decode("utf-8-sig"), newline="")))
    lines[1][lines[0].index("Owner (reference)")] = first.user.email
    Action.objects.update(owner=second)
    assert states(check(plan, csv_of(lines), by)) == ["same"]


def test_both_changed_it_to_the_same_is_no_clash(plan, by, action):
    data = edited(exported(plan, by, "csv"), Title="Ours")
    actions.change_action(action, seen=1, title="Ours", by=by)
    assert states(check(plan, data, by)) == ["same"]


def test_milestones_that_both_changed_are_refused_too(plan, by, action):
    MilestoneFactory(action=action, title="First", due_on=date(2029, 1, 1))
    data = edited(exported(plan, by, "csv"), Milestones="2029-02-02 First")
    MilestoneFactory(action=action, title="Second", due_on=date(2029, 3, 3))
    ((_line, column, said),) = errors(check(plan, data, by))
    assert column == "milestones"
    assert "In your file: First, 2 February 2029" in said
    assert "When exported" not in said


def test_partners_that_both_changed_are_refused_too(plan, by, action):
    first, second = partner(plan, "First"), partner(plan, "Second")
    data = edited(exported(plan, by, "csv"), Supporters="Second")
    ActionPartnerFactory(action=action, partner=first, part=Part.SUPPORTER)
    batch = check(plan, data, by)
    assert [column for _line, column, _said in errors(batch)] == ["supporters"]
    assert second.action_parts.count() == 0


def test_file_that_does_not_tell_says_so_at_the_top(plan, by, action):
    batch = check(plan, csv_of([["Number", "Title"], ["1", "Mine"]]), by)
    assert "do not tell what they were exported as" in batch.notes[0]
    assert states(batch) == ["changed"]
    assert not check(plan, exported(plan, by, "csv"), by).notes[1:]
    new = csv_of([["Number", "Objective", "Title", "Summary"], ["", "Homes", "New", "It."]])
    assert check(plan, new, by).notes == []


@pytest.mark.parametrize("said", ["", "x", "1.abc", "2." + "a" * 112])
def test_fingerprint_that_is_none_is_said_and_not_believed(plan, by, action, said):
    data = edited(exported(plan, by, "csv"), Title="Mine")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    lines[1][-1] = said
    lines[1][2] = "99999999999999"
    batch = check(plan, csv_of(lines), by)
    assert states(batch) == ["changed"]
    assert "do not tell" in batch.notes[0]


def test_version_that_was_changed_costs_only_the_former_text(plan, by, action):
    data = edited(exported(plan, by, "csv"), Title="Mine")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[0][2] == "Version (do not change)"
    lines[1][2] = "2"
    actions.change_action(action, seen=1, title="Theirs", by=by)
    ((_line, _column, said),) = errors(check(plan, csv_of(lines), by))
    assert "When exported" not in said
    assert "In the plan now: Theirs" in said


def test_copied_row_is_a_new_action(plan, by, action):
    lines = list(csv.reader(io.StringIO(exported(plan, by, "csv").decode("utf-8-sig"), newline="")))
    lines[1][0] = lines[1][1] = ""
    assert states(check(plan, csv_of(lines), by)) == ["new"]


def test_clashes_take_as_many_queries_for_many_rows(plan, by, action, django_assert_max_num_queries):
    counts = []
    for more in (2, 30):
        for _ in range(more):
            ActionFactory(objective=action.objective, summary="What will be done.")
        data = exported(plan, by, "csv").replace(b"What will be done.", b"Mine.")
        Action.objects.update(summary="Theirs.")
        with django_assert_max_num_queries(20) as counted:
            batch = check(plan, data, by)
        counts.append(len(counted))
        assert set(states(batch)) == {"error"}
        Action.objects.update(summary="What will be done.")
    assert counts[0] == counts[1]


def test_fingerprint_is_hidden_and_only_in_the_working_text(plan, by, action):
    sheet = load_workbook(io.BytesIO(exported(plan, by, "xlsx")))["Actions"]
    hidden = [key for key, column in sheet.column_dimensions.items() if column.hidden]
    assert [sheet[f"{key}1"].value for key in hidden] == ["Fingerprint (do not change)"]

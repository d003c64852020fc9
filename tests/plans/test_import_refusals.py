"""What an import does not take: cells, rows, the file as a whole, and a file from whoever may not."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cities.plans.choices import Part
from cities.plans.models import Action, ImportBatch
from cities.plans.services import actions, bulk, parts
from cities.plans.services.imports import apply_import
from tests.factories import (
    ActionFactory,
    EntryPageFactory,
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    PrecedentPageFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish
from tests.plans.filing import NEW, applied, check, csv_of, errors, exported, partner

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


def only_error(plan, by, heading: str, cell: object) -> str:
    """Return what is said of the one cell that a row of a new action has wrong."""
    batch = check(plan, csv_of([[*NEW, heading], ["", "Homes", "Two", "It.", cell]]), by)
    ((line, _column, said),) = errors(batch)
    assert line == 2
    return said


def test_owner_elsewhere_and_owner_unknown_are_told_the_same(plan, by, objective):
    elsewhere = MembershipFactory(user__email="elsewhere@example.org")
    gone = MembershipFactory(city=plan.city, state="ended", ended_at=timezone.now(), user__email="gone@example.org")
    cells = ["elsewhere@example.org", "nobody@example.org", "gone@example.org", elsewhere.pk, gone.pk, "999999"]
    said = {only_error(plan, by, "Owner (reference)", cell) for cell in cells}
    assert said == {"No active member of this network has this address or reference."}
    batch = ImportBatch.objects.order_by("pk").last()
    assert "example.org" not in str([row["errors"] for row in batch.rows])


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("Due", "31/02/2026", "is not a date"),
        ("Due", "46000", "is not a date"),
        ("Due", "1/2/26", "is not a date"),
        ("Who reads it", "everyone", "Write one of: draft, partners, public."),
        ("Lead", "Nobody Ltd", "is not a partner of this network"),
        ("Handbook entries", "LG 99.99", "No page of the handbooks"),
        ("Handbook entries", "P 1", "is not a number such as LG 3.2"),
        ("Handbook entries", "none needed", "Say why"),
        ("Precedents", "LG 3.2", "is not a number such as P 12"),
        ("Milestones", "First home", "is no milestone"),
        ("Milestones", "2099-01-01 It (done 2098-01-01)", "still to come"),
        ("Milestones", "2030-01-01 It\n2030-01-02 It", "Two milestones"),
        ("Intended outcome", "x" * 1001, "longer than 1,000"),
    ],
)
def test_cell_that_cannot_be_taken_says_why(plan, by, objective, heading, cell, said):
    assert said in only_error(plan, by, heading, cell)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["", "", "Two", "It."], "objective", "can't be empty"),
        (["", "Homes", "", "It."], "title", "can't be empty"),
        (["", "Homes", "Two", ""], "summary", "can't be empty"),
        (["", "Castles", "Two", "It."], "objective", "no objective of this title"),
        (["", "Homes", "x" * 161, "It."], "title", "longer than 160"),
        (["2", "Homes", "Two", "It."], "number", "no action 2"),
        (["one", "Homes", "Two", "It."], "number", "not the number of an action"),
        (["9" * 30, "Homes", "Two", "It."], "number", "not the number of an action"),
    ],
)
def test_row_that_cannot_be_taken_says_why(plan, by, action, row, column, said):
    ((line, name, message),) = errors(check(plan, csv_of([NEW, row]), by))
    assert (line, name) == (2, column)
    assert said in message


def test_dates_reversed_are_refused_whichever_the_file_changes(plan, by, action):
    early = (action.starts_on.replace(year=action.starts_on.year - 1)).isoformat()
    ((_line, name, said),) = errors(check(plan, csv_of([["Number", "Due"], ["1", early]]), by))
    assert (name, said) == ("due_on", "The due date is before the start.")


def test_number_twice_is_refused_in_both_rows(plan, by, action):
    batch = check(plan, csv_of([["Number", "Title"], ["1", "A"], ["1", "B"]]), by)
    assert [(line, name) for line, name, _said in errors(batch)] == [(2, "number"), (3, "number")]


def test_rows_of_one_action_are_not_compared_with_it(plan, by, action, monkeypatch):
    monkeypatch.setattr("cities.plans.files.checking.RowReader", None)
    (first, _second) = errors(check(plan, csv_of([["Number", "Title"], ["1", "A"], ["1", "B"]]), by))
    assert first == (2, "number", "Several rows have this number: rows 2, 3.")


def test_row_of_another_plan_is_told_by_its_key(plan, by, action):
    other = ActionFactory()
    data = exported(other.plan, coordinator_of(other.plan.city).user, "xlsx")
    ((_line, name, said),) = errors(check(plan, data, by))
    assert name == "number"
    assert "another plan" in said


def test_partner_of_another_city_and_one_that_left_are_refused(plan, by, objective):
    OrganisationFactory(name="Elsewhere")
    PartnerFactory(organisation__name="Far away")
    partner(plan, "Gone", left_on=timezone.localdate())
    for name in ("Elsewhere", "Far away", "Gone"):
        assert "is not a partner of this network" in only_error(plan, by, "Lead", name)


def test_two_parts_of_one_organisation_are_refused(plan, by, objective):
    partner(plan, "Ours")
    rows = [[*NEW, "Lead", "Supporters"], ["", "Homes", "Two", "It.", "Ours", "Ours"]]
    assert {name for _line, name, _said in errors(check(plan, csv_of(rows), by))} == {"lead", "supporters"}


def test_precedent_that_was_unpublished_is_refused(plan, by, objective):
    precedent = PrecedentPageFactory()
    number = precedent.number
    precedent.unpublish()
    assert "is not published any more" in only_error(plan, by, "Precedents", number)


def test_action_of_an_edition_stays_public(plan, by, action):
    publish(plan)
    ((_line, name, said),) = errors(check(plan, csv_of([["Number", "Who reads it"], ["1", "draft"]]), by))
    assert name == "visibility"
    assert "stays public" in said


def test_one_error_keeps_every_row_out(plan, by, objective, action):
    batch = check(plan, csv_of([NEW, ["1", "Homes", "Changed", "It."], ["", "Castles", "Two", "It."]]), by)
    with pytest.raises(ValidationError, match="can't be applied"):
        apply_import(batch, by=by)
    action.refresh_from_db()
    assert action.title == "One"
    assert Action.objects.count() == 1


def test_failure_halfway_leaves_nothing(plan, by, objective, action, monkeypatch):
    batch = check(
        plan,
        csv_of([[*NEW, "Milestones"], ["1", "Homes", "X", "It.", "2030-01-01 A"], ["", "Homes", "New", "It.", ""]]),
        by,
    )

    def fail(parts):
        raise RuntimeError

    monkeypatch.setattr(bulk, "write_parts", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        apply_import(batch, by=by)
    action.refresh_from_db()
    batch.refresh_from_db()
    plan.refresh_from_db()
    assert (action.title, Action.objects.count(), batch.state, plan.last_number) == ("One", 1, "checked", 1)


def test_change_meanwhile_refuses_the_whole_and_names_the_rows(plan, by, objective, action):
    batch = check(plan, csv_of([NEW, ["1", "Homes", "Mine", "It."], ["", "Homes", "New", "It."]]), by)
    actions.change_action(action, seen=1, outcome="Theirs", by=by)
    with pytest.raises(ValidationError, match="in row 2"):
        apply_import(batch, by=by)
    assert Action.objects.count() == 1


def test_organisation_added_meanwhile_refuses_too(plan, by, action):
    batch = check(plan, csv_of([["Number", "Lead"], ["1", partner(plan, "Ours").organisation.name]]), by)
    parts.ask_partner(action, partner(plan, "Theirs"), part=Part.LEAD, by=by)
    with pytest.raises(ValidationError, match="in row 2"):
        apply_import(batch, by=by)


def test_page_unpublished_meanwhile_refuses_too(plan, by, action):
    entry = EntryPageFactory()
    batch = check(plan, csv_of([["Number", "Handbook entries"], ["1", entry.number]]), by)
    entry.unpublish()
    with pytest.raises(ValidationError, match="in row 2"):
        apply_import(batch, by=by)
    assert not action.bases.exists()


def test_file_is_applied_once(plan, by, objective):
    data = csv_of([NEW, ["", "Homes", "New", "It."]])
    batch = applied(plan, data, by)
    with pytest.raises(ValidationError, match="applied already"):
        apply_import(batch, by=by)
    with pytest.raises(ValidationError, match="would add its new actions again"):
        apply_import(check(plan, data, by), by=by)
    assert Action.objects.count() == 1


def test_file_that_changes_nothing_is_not_applied(plan, by, action):
    with pytest.raises(ValidationError, match="changes nothing"):
        apply_import(check(plan, exported(plan, by, "csv"), by), by=by)


def test_import_is_the_coordinators(plan, objective):
    member = MembershipFactory(city=plan.city).user
    elsewhere = coordinator_of(PlanFactory().city).user
    data = csv_of([NEW, ["", "Homes", "New", "It."]])
    for stranger in (member, elsewhere, UserFactory()):
        with pytest.raises(PermissionDenied):
            check(plan, data, stranger)
    batch = check(plan, data, coordinator_of(plan.city).user)
    for stranger in (member, elsewhere):
        with pytest.raises(PermissionDenied):
            apply_import(batch, by=stranger)
        assert not ImportBatch.objects.visible_to(stranger).exists()


def test_archived_plan_takes_no_import(plan, by, objective):
    batch = check(plan, csv_of([NEW, ["", "Homes", "New", "It."]]), by)
    plan.archived_at = timezone.now()
    plan.save()
    with pytest.raises(ValidationError, match="archived"):
        apply_import(batch, by=by)

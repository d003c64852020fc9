"""Imports of many rows, and of several people at once."""

from __future__ import annotations

import pytest
from django.db import connection

from cities.plans.models import Action, ActionPartner, ImportBatch, Milestone
from cities.plans.services.imports import apply_import
from tests.factories import (
    ActionFactory,
    ObjectiveFactory,
    PlanFactory,
)
from tests.factories.plans import coordinator_of
from tests.plans.filing import NEW, applied, check, csv_of, exported, partner, states, xlsx_of
from tests.together import at_once

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


def a_file(count: int) -> bytes:
    """Return a file with so many new actions, each with all that may hang on it."""
    head = [*NEW, "Lead", "Handbook entries", "Milestones", "Who reads it"]
    rows = [
        ["", "Homes", f"Action {n}", "It.", "The Council", "none needed: ours", "2030-01-01 A\n2030-02-01 B", "public"]
        for n in range(count)
    ]
    return xlsx_of([head, *rows])


def test_application_takes_as_many_queries_for_many_rows(plan, by, objective, django_assert_max_num_queries):
    partner(plan, "The Council")
    counts = []
    for count in (3, 200):
        batch = check(plan, a_file(count), by)
        with django_assert_max_num_queries(40) as counted:
            apply_import(batch, by=by)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert (Action.objects.count(), ActionPartner.objects.count(), Milestone.objects.count()) == (203, 203, 406)


def test_triggers_find_the_setting_that_they_read():
    """Without it each row that a trigger sees costs as much as all rows before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore')::text[]")
        assert cursor.fetchone() == ([],)


def test_check_takes_as_many_queries_for_many_rows(plan, by, objective, django_assert_max_num_queries):
    partner(plan, "The Council")
    applied(plan, a_file(3), by)
    counts = []
    for more in (0, 60):
        if more:
            applied(plan, a_file(more), by)
        data = exported(plan, by, "csv").replace(b"It.", b"It changed.")
        with django_assert_max_num_queries(20) as counted:
            batch = check(plan, data, by)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert states(batch) == ["changed"] * 63


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_applied_one_after_the_other():
    plan = PlanFactory()
    ObjectiveFactory(plan=plan, title="Homes")
    first, second = (coordinator_of(plan.city).user for _ in range(2))
    batches = [
        (check(plan, csv_of([NEW, *[["", "Homes", f"{name} {n}", "It."] for n in range(20)]]), person), person)
        for name, person in (("A", first), ("B", second))
    ]
    assert at_once(*((lambda b=batch, p=person: apply_import(b, by=p)) for batch, person in batches)) == []
    assert sorted(Action.objects.values_list("number", flat=True)) == list(range(1, 41))
    assert sorted(Action.objects.values_list("position", flat=True)) == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_one_of_two_imports_of_the_same_action_is_refused():
    plan = PlanFactory()
    ActionFactory(objective=ObjectiveFactory(plan=plan))
    first, second = (coordinator_of(plan.city).user for _ in range(2))
    batches = [
        (check(plan, csv_of([["Number", "Title"], ["1", person.email]]), person), person) for person in (first, second)
    ]
    (fault,) = at_once(*((lambda b=batch, p=person: apply_import(b, by=p)) for batch, person in batches))
    assert "The plan changed meanwhile, in row 2" in str(fault)
    assert Action.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_batch_that_is_applied_twice_at_once_is_applied_once():
    plan = PlanFactory()
    ObjectiveFactory(plan=plan, title="Homes")
    by = coordinator_of(plan.city).user
    batch = check(plan, csv_of([NEW, ["", "Homes", "New", "It."]]), by)
    (fault,) = at_once(*[lambda: apply_import(ImportBatch.objects.get(pk=batch.pk), by=by)] * 2)
    assert "applied already" in str(fault)
    assert Action.objects.count() == 1

"""What a dry run says beside rows: titles that are there already, stages that are not taken, names that are near."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cities.plans.choices import Outlook
from cities.plans.files.uploads import read_upload
from cities.plans.models import Update
from cities.plans.services.imports import apply_import
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory
from tests.factories.plans import coordinator_of, tell
from tests.plans.editing import browser_of
from tests.plans.filing import NEW, check, csv_of, edited, errors, exported, partner

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
    return ActionFactory(objective=objective, title="List forty places")


def remarks(batch) -> list[list[str]]:
    return [row.get("remarks", []) for row in batch.rows]


def shown(batch, by) -> str:
    url = reverse("plan_import_batch", args=[batch.plan.city.slug, batch.pk])
    return browser_of(by).get(url).content.decode()


def test_new_row_with_a_title_of_the_objective_is_taken_with_a_warning(plan, by, action):
    ObjectiveFactory(plan=plan, title="Land")
    batch = check(
        plan,
        csv_of([NEW, ["", "Homes", "LIST  forty places", "Again."], ["", "Land", "List forty places", "Elsewhere."]]),
        by,
    )
    said = "Action 1 has this title already, under the same objective. To change that one, give its number."
    assert remarks(batch) == [[said], []]
    assert said in shown(batch, by)
    apply_import(batch, by=by)
    assert plan.actions.count() == 3


def test_row_with_its_number_is_no_second_action(plan, by, action):
    assert remarks(check(plan, edited(exported(plan, by, "csv"), Summary="Another."), by)) == [[]]


def test_stage_that_was_changed_is_named_as_not_taken(plan, by, action):
    tell(action, by, outlook=Outlook.ON_TRACK)
    batch = check(plan, edited(exported(plan, by, "csv"), Stage="Done", Outlook="Off track"), by)
    assert [row["state"] for row in batch.rows] == ["same"]
    assert remarks(batch) == [
        [
            "Stage: “Done” is not taken. The plan says “Under way”; write an update.",
            "Outlook: “Off track” is not taken. The plan says “On track”; write an update.",
        ]
    ]
    page = shown(batch, by)
    assert "Row 2" in page
    assert "“Done” is not taken" in page
    with pytest.raises(ValidationError, match="changes nothing"):
        apply_import(batch, by=by)
    assert Update.objects.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_stage_as_it_was_exported_is_not_spoken_of(plan, by, action, kind):
    tell(action, by, outlook=Outlook.AT_RISK)
    assert remarks(check(plan, exported(plan, by, kind), by)) == [[]]


@pytest.mark.parametrize(("stage", "count"), [("Done", 1), ("proposed", 0), ("", 0)])
def test_stage_of_a_new_row_is_not_taken(plan, by, objective, stage, count):
    batch = check(plan, csv_of([[*NEW, "Stage"], ["", "Homes", "New", "Text", stage]]), by)
    assert len(remarks(batch)[0]) == count


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Baths Trsut", "“Baths Trsut” is not a partner of this network. Did you mean: “Baths Trust”?"),
        ("Baths", "“Baths” is not a partner of this network. Did you mean: “Baths Society”, “Baths Trust”?"),
        ("Chess Club", "“Chess Club” is not a partner of this network."),
    ],
)
def test_organisation_that_is_no_partner_has_near_names_suggested(plan, by, objective, typed, said):
    partner(plan, "Baths Trust")
    partner(plan, "Baths Society")
    partner(PlanFactory(), "Chess Clubs")
    batch = check(plan, csv_of([[*NEW, "Lead"], ["", "Homes", "New", "Text", typed]]), by)
    assert errors(batch) == [(2, "lead", said)]


def test_near_names_are_looked_for_a_few_times_alone(plan, by, objective, monkeypatch):
    monkeypatch.setattr("cities.plans.files.present.MOST_GUESSED", 1)
    partner(plan, "Baths Trust")
    rows = [["", "Homes", f"New {name}", "Text", name] for name in ("Baths Trsut", "Baths Turst", "Baths Trsut")]
    said = [message for _line, _column, message in errors(check(plan, csv_of([[*NEW, "Lead"], *rows]), by))]
    assert ["Did you mean" in message for message in said] == [True, False, True]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"GIF89a", "a GIF picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"{\\rtf1\\ansi", "a text document (RTF)"),
        (b"\n <!DOCTYPE html><table>", "a web page"),
    ],
)
def test_file_that_is_no_spreadsheet_is_told_what_it_is(data, kind):
    with pytest.raises(ValidationError) as refused:
        read_upload(data)
    assert refused.value.messages == [f"This file is {kind}, and not a spreadsheet. Upload the plan as XLSX or CSV."]

"""The pages of an import: upload, what would change, apply or throw away."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from cities.plans.models import Action, ImportBatch
from tests.factories import ActionFactory, CityFactory, MembershipFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.factories.plans import coordinator_of
from tests.plans.filing import check, csv_of, exported, states

pytestmark = pytest.mark.django_db

IMPORT = "/cities/leeds/plan/import/"
HEAD = ["Number", "Objective", "Title", "Summary"]


@pytest.fixture
def plan():
    plan = PlanFactory(city=CityFactory(name="Leeds", slug="leeds"))
    ActionFactory(objective=ObjectiveFactory(plan=plan, title="Homes"), title="One")
    plan.last_number = 1
    plan.save()
    return plan


@pytest.fixture
def by(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def client(by):
    client = Client()
    client.force_login(by)
    return client


def send(client: Client, data: bytes, name: str = "plan.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def test_upload_leads_to_what_it_would_change_then_apply(client, plan):
    response = send(client, csv_of([HEAD, ["1", "Homes", "One <b>more</b>", "It."], ["", "Homes", "Two", "It."]]))
    batch = ImportBatch.objects.get()
    assert response["Location"] == f"{IMPORT}{batch.pk}/"
    page = client.get(response["Location"])
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "One " in text
    assert "&lt;b" in text
    assert "<b>more</b>" not in text
    assert "Apply all rows" in text
    done = client.post(response["Location"], {"act": "apply"}, follow=True)
    assert "The plan is changed as shown." in done.content.decode()
    assert list(Action.objects.order_by("number").values_list("title", flat=True)) == ["One <b>more</b>", "Two"]


def test_page_of_errors_offers_no_way_to_apply(client, plan):
    response = send(client, csv_of([HEAD, ["", "Castles", "Two", "It."]]))
    page = client.get(response["Location"]).content.decode()
    assert "no objective of this title" in page
    assert "Apply all rows" not in page
    client.post(response["Location"], {"act": "apply"})
    assert Action.objects.count() == 1


def test_unchanged_file_has_nothing_to_apply(client, plan, by):
    response = send(client, exported(plan, by, "xlsx"), "plan.xlsx")
    page = client.get(response["Location"]).content.decode()
    assert "There is nothing to apply" in page
    assert "Apply all rows" not in page


@pytest.mark.parametrize(
    "data",
    [b"", b"not a table", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"%PDF-1.7", b"x" * (5 * 1024 * 1024 + 1)],
)
def test_file_that_cannot_be_read_says_so_beside_the_field(client, plan, data):
    response = send(client, data)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not ImportBatch.objects.exists()


def test_form_without_a_file_says_so(client, plan):
    response = client.post(IMPORT)
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_throwing_away_leads_back(client, plan, by):
    batch = check(plan, csv_of([HEAD, ["", "Homes", "Two", "It."]]), by)
    response = client.post(f"{IMPORT}{batch.pk}/", {"act": "throw-away"})
    assert response["Location"] == IMPORT
    assert client.get(f"{IMPORT}{batch.pk}/").status_code == 200
    batch.refresh_from_db()
    assert batch.state == "void"


def test_unknown_act_is_a_bad_request(client, plan, by):
    batch = check(plan, csv_of([HEAD, ["", "Homes", "Two", "It."]]), by)
    assert client.post(f"{IMPORT}{batch.pk}/", {"act": "burn"}).status_code == 400


def test_batch_of_another_city_is_not_found(client, plan):
    other = PlanFactory()
    elsewhere = coordinator_of(other.city).user
    batch = check(other, exported_with(other, elsewhere), elsewhere)
    assert client.get(f"{IMPORT}{batch.pk}/").status_code == 404


def exported_with(plan, by) -> bytes:
    ActionFactory(objective=ObjectiveFactory(plan=plan))
    return exported(plan, by, "csv")


def test_member_may_not_import(plan):
    client = Client()
    client.force_login(MembershipFactory(city=plan.city).user)
    assert client.get(IMPORT).status_code == 403
    assert client.get(f"{IMPORT}template.xlsx").status_code == 403


def test_long_list_is_parted_into_pages(client, plan, by, django_assert_max_num_queries):
    rows = [["", "Homes", f"Action {n}", "It."] for n in range(120)]
    batch = check(plan, csv_of([HEAD, *rows, ["", "Castles", "Wrong", "It."]]), by)
    with django_assert_max_num_queries(16):
        first = client.get(f"{IMPORT}{batch.pk}/").content.decode()
    assert "Wrong" in first
    assert "Action 119" not in first
    assert "Action 119" in client.get(f"{IMPORT}{batch.pk}/?page=3").content.decode()


def test_template_that_is_filled_in_is_taken(client, plan, by):
    PartnerFactory(city=plan.city, organisation__name="The Council")
    response = client.get(f"{IMPORT}template.xlsx")
    assert response["Content-Disposition"].endswith('leeds-action-plan-template.xlsx"')
    book = load_workbook(io.BytesIO(response.content))
    sheet = book["Actions"]
    assert {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation} == {"C2", "G2", "M2"}
    assert [cell.value for cell in book["Choices"]["A"] if cell.value] == ["Homes"]
    assert book["Choices"].sheet_state == "hidden"
    assert sheet["A2"].value == "example"
    sheet["C3"], sheet["D3"], sheet["E3"], sheet["G3"] = "Homes", "Two", "It.", "The Council"
    file = io.BytesIO()
    book.save(file)
    batch = check(plan, file.getvalue(), by)
    assert states(batch) == ["new"]
    assert "example" in batch.notes[0]


def test_example_of_the_template_would_be_taken_but_for_its_numbers(client, plan, by):
    """So that who copies the example learns nothing wrong from it."""
    book = load_workbook(io.BytesIO(client.get(f"{IMPORT}template.xlsx").content))
    book["Actions"]["A2"] = None
    file = io.BytesIO()
    book.save(file)
    (row,) = check(plan, file.getvalue(), by).rows
    assert {name for name, _said in row["errors"]} <= {"entries", "precedents", "lead"}

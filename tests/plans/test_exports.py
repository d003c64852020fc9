"""A plan as CSV, XLSX and JSON: what was published, with disputes beside the claim, and no names of people."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cities.plans.choices import Part, Stage, Visibility
from cities.plans.freezing import checksum
from cities.plans.services import parts, redaction, updates
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import a_decision, coordinator_of, publish, tell
from tests.plans.filing import rows_of, sheet_rows

pytestmark = pytest.mark.django_db

KINDS = ("csv", "xlsx", "json")


@pytest.fixture
def plan():
    return PlanFactory(city=CityFactory(name="Leeds", slug="leeds"), title="Leeds together")


@pytest.fixture
def coordinator(plan):
    return coordinator_of(plan.city, user__display_name="Cora Coordinator").user


@pytest.fixture
def action(plan):
    """A published action with a lead that accepted, a co-owner that disputes, a milestone and an owner."""
    action = ActionFactory(
        objective=ObjectiveFactory(plan=plan, title="Homes"),
        title="Buy homes back",
        owner=MembershipFactory(city=plan.city, user__display_name="Olive Owner", user__email="olive@example.org"),
    )
    for name, part in (("The Council", Part.LEAD), ("The Tenants", Part.CO_OWNER)):
        partner = PartnerFactory(city=plan.city, organisation=OrganisationFactory(name=name))
        ActionPartnerFactory(action=action, partner=partner, part=part, accepted=True)
    MilestoneFactory(action=action, title="First home", due_on=date(2027, 1, 2))
    publish(plan, "The first")
    return action


def disputed(action, coordinator):
    update = tell(
        action, coordinator, stage=Stage.UNDER_WAY, outlook="on_track", body="All is well.", proofs=[a_decision()]
    )
    tenant = MembershipFactory(
        city=action.plan.city, partner=action.partners.get(part=Part.CO_OWNER).partner, user__display_name="Tina Tenant"
    ).user
    updates.respond(update, stance="dispute", body="Two homes are empty.", by=tenant)
    return update


def get(kind: str, user=None, **headers: str):
    client = Client()
    if user is not None:
        client.force_login(user)
    path, _, query = kind.partition("?")
    return client.get(f"/cities/leeds/plan.{path}", query_params={"text": query} if query else None, headers=headers)


def test_csv_begins_with_a_mark_and_holds_the_edition(action, coordinator):
    action.title = "A secret title"
    action.save()
    response = get("csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"] == 'attachment; filename="leeds-action-plan-edition-1.csv"'
    (row,) = rows_of(response.content)
    assert (row["Number"], row["Title"], row["Lead"], row["Milestones"]) == (
        "1",
        "Buy homes back",
        "The Council",
        "2027-01-02 First home",
    )
    assert row["Address"].endswith(f"/cities/leeds/plan/actions/{action.pk}/")


def test_step_that_was_done_since_the_edition_is_done_in_every_file(action, coordinator):
    step = action.milestones.get()
    today = timezone.localdate()
    parts.change_milestone(step, seen=step.version, title="Renamed", due_on=step.due_on, done_on=today, by=coordinator)
    said = f"2027-01-02 First home (done {today})"
    assert rows_of(get("csv").content)[0]["Milestones"] == said
    assert sheet_rows(get("xlsx").content, "Actions")[0]["Milestones"] == said
    found = json.loads(get("json").content)
    assert found["live"][0]["milestones"] == [{"id": step.pk, "done_on": str(today)}]
    assert found["payload"]["actions"][0]["milestones"][0]["done_on"] is None


def test_dispute_stands_beside_the_claim_in_every_file(action, coordinator):
    disputed(action, coordinator)
    (row,) = rows_of(get("csv").content)
    assert (row["Stage"], row["Outlook"], row["What it says"]) == ("Under way", "On track", "All is well.")
    assert row["What co-owners say to it"] == "The Tenants: Disputes it. Two homes are empty."
    assert "Cabinet minute" in row["Its evidence"]
    for sheet in ("Actions", "Updates"):
        (row,) = sheet_rows(get("xlsx").content, sheet)
        assert row["What co-owners say to it"] == "The Tenants: Disputes it. Two homes are empty."
    (live,) = json.loads(get("json").content)["live"]
    (update,) = live["updates"]
    assert update["responses"][0]["stance"] == "dispute"
    assert update["evidence"][0]["title"] == "Cabinet minute"


@pytest.mark.parametrize("text", ["", "working"])
def test_files_say_what_is_overdue_silent_not_agreed_and_disputed(action, coordinator, text):
    silent = ActionFactory(
        objective=action.objective, due_on=timezone.localdate() - timedelta(days=2), visibility=Visibility.PUBLIC
    )
    UpdateFactory(action=silent, published_at=timezone.now() - timedelta(days=40))
    publish(action.plan)
    disputed(action, coordinator)
    tell(action, coordinator, body="All is well still.")
    names = ("Overdue", "Days since the last update", "Not agreed", "Disputed by")
    found = [[row[name] for name in names] for row in rows_of(get(f"csv?{text}", coordinator).content)]
    assert found == [
        ["no", "0", "no power is named", "The Tenants"],
        ["yes", "40", "no lead has accepted\nno power is named", ""],
    ]
    rows = sheet_rows(get(f"xlsx?{text}", coordinator).content, "Actions")
    assert [row["Days since the last update"] for row in rows] == [0, 40]
    live = json.loads(get(f"json?{text}", coordinator).content)["live"]
    assert [row["lacking"] for row in live] == [
        ["no power is named"],
        ["no lead has accepted", "no power is named"],
    ]


def test_public_file_is_another_on_another_day(action, time_machine):
    first = get("csv")
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert get("csv", **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "working"])
def test_no_file_names_a_person(action, coordinator, kind, text):
    disputed(action, coordinator)
    content = get(f"{kind}?{text}", coordinator).content
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        sheets = [sheet for sheet in book if (sheet.title, text) != ("Members", "working")]
        content = str([list(sheet.values) for sheet in sheets]).encode()
    assert b"Buy homes back" in content
    for name in (b"Cora", b"Olive", b"olive@", b"Tina", b"@example"):
        assert name not in content


def test_working_text_says_whose_reference_is_whose_to_whom_may_see_them(plan, action, coordinator):
    partner = PartnerFactory(city=plan.city, organisation=OrganisationFactory(name="The Archive"))
    hidden = MembershipFactory(
        city=plan.city, partner=partner, user__display_name="Hal Hidden", user__directory="hidden"
    )
    ended = MembershipFactory(city=plan.city, state="ended", ended_at="2026-01-01T00:00Z")
    MembershipFactory(user__display_name="Elsa Elsewhere")
    content = get("xlsx?working", coordinator).content
    rows = {row["Owner (reference)"]: row for row in sheet_rows(content, "Members")}
    assert rows[action.owner.pk]["Name"] == "Olive Owner"
    assert (rows[hidden.pk]["Name"], rows[hidden.pk]["Is there for"]) == (None, "The Archive")
    assert ended.pk not in rows
    assert not {"Hal Hidden", "Elsa Elsewhere"} & {row["Name"] for row in rows.values()}
    assert "@" not in str([row["Name"] for row in rows.values()])
    assert sheet_rows(content, "Actions")[0]["Owner (reference)"] == action.owner.pk


def test_workbook_says_what_it_is(action):
    book = load_workbook(io.BytesIO(get("xlsx").content))
    assert book.sheetnames == ["Actions", "Updates", "About"]
    assert book["Actions"].freeze_panes == "A2"
    assert book["Actions"].column_dimensions["D"].width == 40
    about = dict(book["About"].values)
    assert about["Edition"] == 1
    assert about["Licence"].startswith("CC BY 4.0")
    assert about["Source"].endswith("/cities/leeds/plan/")
    assert [cell.value for cell in book["Actions"][2]][10].date() == action.starts_on


def test_json_holds_the_payload_that_the_checksum_is_of(action):
    document = json.loads(get("json").content)
    assert checksum(document["payload"]) == document["edition"]["checksum"]
    assert document["licence"]["name"] == "CC BY 4.0"
    assert (document["city"]["slug"], document["text"], document["edition"]["number"]) == ("leeds", "edition", 1)


def test_correction_stands_with_what_it_corrects(action, coordinator):
    first = tell(action, coordinator, body="Ten homes.")
    second = tell(action, coordinator, body="Nine homes.", corrects=first)
    rows = sheet_rows(get("xlsx").content, "Updates")
    assert [(row["What happened"], row["Corrects update"], row["Corrected by update"]) for row in rows] == [
        ("Ten homes.", None, second.pk),
        ("Nine homes.", first.pk, None),
    ]
    assert rows_of(get("csv").content)[0]["What it says"] == "Nine homes."


def test_text_that_was_removed_stays_removed(action, coordinator):
    update = tell(action, coordinator, body="A private matter.")
    redaction.redact(update, by=UserFactory(groups=["Administrators"]), reason="Asked for")
    for kind in KINDS:
        assert b"A private matter" not in get(kind).content
    assert rows_of(get("csv").content)[0]["What it says"] == "(The text was removed.)"


def test_cell_is_never_a_formula(plan, coordinator):
    ActionFactory(objective=ObjectiveFactory(plan=plan), title="=HYPERLINK(1)", summary="+1", outcome="@x")
    publish(plan)
    (row,) = rows_of(get("csv").content)
    assert (row["Title"], row["Summary"], row["Intended outcome"]) == ("'=HYPERLINK(1)", "'+1", "'@x")
    book = load_workbook(io.BytesIO(get("xlsx").content))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_edition_there_is_no_file(plan, kind):
    ActionFactory(objective=ObjectiveFactory(plan=plan), title="Secret")
    response = get(kind)
    assert response.status_code == 404
    assert "No edition to download yet" in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_working_text_is_the_networks_alone(action, coordinator, kind):
    ActionFactory(objective=action.objective, title="Not yet public", visibility=Visibility.PARTNERS)
    assert get(f"{kind}?working").status_code == 302
    for stranger in (UserFactory(), MembershipFactory().user):
        assert get(f"{kind}?working", stranger).status_code == 403
    response = get(f"{kind}?working", MembershipFactory(city=action.plan.city).user)
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "ETag" not in response
    if kind == "csv":
        assert [row["Title"] for row in rows_of(response.content)] == ["Buy homes back", "Not yet public"]
        assert [row["Title"] for row in rows_of(get(kind, coordinator).content)] == ["Buy homes back"]


def test_draft_is_in_no_file_of_a_member(action):
    ActionFactory(objective=action.objective, title="A draft", visibility=Visibility.DRAFT)
    member = MembershipFactory(city=action.plan.city).user
    assert b"A draft" not in get("csv?working", member).content


def test_working_text_of_a_plan_that_one_may_not_know_of_is_not_found(plan):
    assert get("csv?working", UserFactory()).status_code == 404


def test_unknown_text_is_a_bad_request(action):
    assert get("csv?everything").status_code == 400


@pytest.mark.parametrize("kind", KINDS)
def test_unchanged_file_is_not_sent_again(action, coordinator, kind):
    first = get(kind)
    assert "public" in first["Cache-Control"]
    assert get(kind, **{"If-None-Match": first["ETag"]}).status_code == 304
    update = disputed(action, coordinator)
    second = get(kind, **{"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert update.pk
    assert "no-store" in get(kind, coordinator)["Cache-Control"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "working"])
def test_file_takes_as_many_queries_for_many_actions(django_assert_max_num_queries, plan, coordinator, kind, text):
    objective = ObjectiveFactory(plan=plan)
    for _ in range(3):
        ActionPartnerFactory(action=ActionFactory(objective=objective), accepted=True)
    publish(plan)
    client = Client()
    client.force_login(coordinator)
    counts = []
    for more in (0, 27):
        for _ in range(more):
            action = ActionFactory(objective=objective)
            ActionPartnerFactory(action=action, accepted=True)
            tell(action, coordinator)
        if more:
            publish(plan)
        with django_assert_max_num_queries(24) as counted:
            assert client.get(f"/cities/leeds/plan.{kind}?text={text}").status_code == 200
        counts.append(len(counted))
    assert counts[1] <= counts[0] + 2  # evidence and responses are asked for once there is an update


def test_empty_cells_are_empty(plan):
    ActionFactory(objective=ObjectiveFactory(plan=plan), starts_on=None, due_on=None)
    publish(plan)
    lines = list(csv.reader(io.StringIO(get("csv").content.decode("utf-8-sig"), newline="")))
    assert "None" not in lines[1]

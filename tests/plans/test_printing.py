"""The plan for a committee, as a page and as a tagged PDF: what the public reads, with disputes beside the claims."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import typst
from django.http import QueryDict
from django.utils import timezone

from cities.plans.choices import Part, Stage, Stance
from cities.plans.models import Action
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.typeset import data_of, said
from cities.plans.services import redaction, updates
from cities.plans.services.updates import Proof
from handbooks.models import LegalBasis
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db

PRINT, PDF = "/cities/leeds/plan/print/", "/cities/leeds/plan.pdf"


@pytest.fixture
def plan():
    return PlanFactory(city=CityFactory(name="Leeds"), vision="Warm.\n\nAnd fair.")


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Warm the homes")


@pytest.fixture
def disputed(plan, action):
    """A published plan with an update whose evidence and dispute everyone reads."""
    boss = coordinator_of(plan.city, user__display_name="Bea Boss").user
    trust = PartnerFactory(city=plan.city, organisation=OrganisationFactory(name="The Trust"))
    ActionPartnerFactory(action=action, partner=trust, part=Part.CO_OWNER, accepted=True)
    publish(plan)
    link = Proof(kind="link", title="Photo of the keys", url="https://example.org/keys")
    update = tell(action, boss, body="Tenants moved in.", proofs=[link])
    member = MembershipFactory(city=plan.city, partner=trust, user__display_name="Mo Member").user
    updates.respond(update, stance=Stance.DISPUTE, body="Nobody moved in.", by=member)
    return update


def read(client, url=PRINT) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def power_of(entry) -> str:
    return str(LegalBasis.objects.get(entry=entry, role="gives").source)


def words(plan) -> str:
    return json.dumps(data_of(printed_plan(plan.city)), ensure_ascii=False)


@pytest.mark.parametrize("url", [PRINT, PDF])
def test_plan_without_an_edition_is_not_printed(client, plan, url):
    assert client.get(url).status_code == 404


def test_page_has_contents_and_every_action(client, plan, action, disputed):
    page = read(client)
    assert f'href="#action-{action.pk}"' in page
    assert f'id="action-{action.pk}"' in page


@pytest.mark.parametrize("of", ["page", "pdf"])
def test_dispute_and_evidence_stand_beside_the_claim(client, plan, disputed, of):
    said = read(client) if of == "page" else words(plan)
    for found in (
        "Tenants moved in.",
        "Photo of the keys",
        "https://example.org/keys",
        "The Trust",
        "Nobody moved in.",
    ):
        assert found in said
    assert said.index("Tenants moved in.") < said.index("Nobody moved in.")


@pytest.mark.parametrize("of", ["page", "pdf"])
def test_what_the_public_reads_is_printed_and_no_name(client, plan, action, disputed, of):
    Action.objects.filter(pk=action.pk).update(title="A working title")
    client.force_login(coordinator_of(plan.city).user)
    said = read(client) if of == "page" else words(plan)
    assert "Warm the homes" in said
    for secret in ("A working title", "Bea Boss", "Mo Member"):
        assert secret not in said


@pytest.fixture
def sunny(plan, action):
    """A further action, under an objective and theme of its own."""
    return ActionFactory(objective=ObjectiveFactory(plan=plan, theme="energy", title="Sun"), title="Panels on roofs")


@pytest.mark.parametrize("query", ["theme=energy", "objective={}", "q=panels"])
def test_committee_print_is_narrowed_by_its_address(client, plan, action, sunny, query):
    publish(plan)
    query = query.format(sunny.objective_id)
    page = read(client, f"{PRINT}?{query}")
    assert "Panels on roofs" in page
    assert "Warm the homes" not in page
    assert "1 of 2 actions." in page
    assert "0 of 1 done." in page
    assert f'href="{PDF}?{query}"' in page
    data = data_of(printed_plan(plan.city, QueryDict(query)))
    assert [row["title"] for row in data["objectives"]] == ["2. Sun"]
    assert data["narrowed_to"].startswith("1 of 2 actions.")
    assert data["url"].endswith(f"/cities/leeds/plan/?{query}")
    assert client.get(f"{PDF}?{query}").content.startswith(b"%PDF-")
    assert "actions." not in data_of(printed_plan(plan.city))["narrowed_to"]


def test_print_of_what_nothing_fits_says_so(client, plan, action):
    publish(plan)
    page = read(client, f"{PRINT}?stage=done&theme=circus")
    assert "No action fits" in page
    assert "circus" in page
    assert client.get(f"{PDF}?stage=done").url == f"{PRINT}?stage=done"


def test_removed_text_is_not_printed(client, plan, disputed):
    redaction.redact(disputed, by=UserFactory(groups=["Administrators"]), reason="Asked.")
    assert "Tenants moved in." not in words(plan)
    assert "The text of this update was removed." in words(plan)


def test_lists_are_a_line_each_and_dates_stay_together(plan, action):
    today = timezone.localdate()
    for title, due_on, done_on in (
        ("First", today - timedelta(days=9), today - timedelta(days=8)),
        ("Second", today - timedelta(days=5), None),
        ("Third", today + timedelta(days=5), None),
    ):
        MilestoneFactory(action=action, title=title, due_on=due_on, done_on=done_on)
    entries = [EntryPageFactory(), EntryPageFactory()]
    for entry in entries:
        action.bases.create(entry=entry)
    publish(plan)
    facts = dict(data_of(printed_plan(plan.city))["objectives"][0]["actions"][0]["facts"])
    assert [line.replace("\u00a0", " ") for line in facts["Rests on"].split("\n")] == [
        f"{entry.number} {entry.title} ({power_of(entry)})" for entry in entries
    ]
    first, second, third = facts["Milestones"].split("\n")
    assert first == f"First, {said(today - timedelta(days=9))}: done {said(today - timedelta(days=8))}"
    assert second.endswith(": late")
    assert third == f"Third, {said(today + timedelta(days=5))}"
    assert " " not in said(today)


def test_pdf_is_tagged_and_of_the_standard(client, plan, disputed):
    response = client.get(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="leeds-action-plan.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid" in response.content
    assert b"/StructTreeRoot" in response.content


def test_pdf_prints_whatever_people_typed(client, plan, action):
    hostile = '#panic("x") = $ * _ ` < @a \\ 😀\0\n\n"]'.replace("\0", "")
    Action.objects.update(summary=hostile, outcome=hostile, title=hostile[:40])
    MilestoneFactory(action=action, title=hostile)
    action.bases.create(none_needed=True, note=hostile)
    publish(plan, note=hostile)
    UpdateFactory(action=action, stage=Stage.PAUSED, body=hostile)
    assert client.get(PDF).status_code == 200


def test_pdf_that_cannot_be_made_now_is_said_and_not_remembered(client, plan, disputed, monkeypatch):
    def fails(*_args, **_kwargs):
        raise typst.TypstError("unknown variable")

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile_with_warnings", fails)
        answer = client.get(f"{PDF}?q=homes")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert f'href="{PRINT}?q=homes"' in answer.content.decode()
    assert client.get(f"{PDF}?q=homes").status_code == 200


def test_objective_without_actions_is_printed(client, plan, action):
    ObjectiveFactory(plan=plan)
    publish(plan)
    assert client.get(PDF).status_code == 200
    read(client)


def test_unpublished_basis_is_said(plan, action):
    entry = EntryPageFactory()
    action.bases.create(entry=entry)
    publish(plan)
    assert "not published now" not in words(plan)
    entry.unpublish()
    assert "not published now" in words(plan)


def test_act_and_section_are_named(plan, action):
    entry = EntryPageFactory()
    action.bases.create(entry=entry)
    publish(plan)
    assert f"{entry.title} ({power_of(entry)})" in words(plan)


@pytest.mark.parametrize("count", [3, 30])
def test_printing_takes_a_constant_number_of_queries(client, plan, count, django_assert_max_num_queries):
    objective, entry = ObjectiveFactory(plan=plan), EntryPageFactory()
    for _place in range(count):
        action = ActionFactory(objective=objective)
        ActionPartnerFactory(action=action)
        action.bases.create(entry=entry)
        UpdateFactory(action=action)
    publish(plan)
    for url, most in ((PRINT, 15), (PDF, 19)):  # four of them bound how many files are made at once
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200

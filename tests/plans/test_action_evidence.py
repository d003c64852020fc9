"""Evidence of an update: where it is listed, and how its files are served."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cities.plans.choices import Stage
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.typeset import data_of
from cities.plans.services import updates
from cities.plans.services.updates import Proof
from tests.factories import CityFactory
from tests.factories.plans import publish, tell
from tests.plans.action_pages import a_file, address, read

pytestmark = pytest.mark.django_db


def test_correction_shows_the_evidence_that_it_inherits(client, plan, action, boss):
    publish(plan)
    first, second = (Proof(kind="link", title=title, url="https://example.org/") for title in ("Minute", "Photo"))
    wrong = tell(action, boss, body="Nine homes.", proofs=[first])
    right = tell(action, boss, body="Seven homes.", proofs=[second], corrects=wrong)
    said = "given with the update that this corrects"
    for url in (address(action), address(action, "plan_update", right.pk)):
        own = read(client, url).partition("Seven homes.")[2].partition("Corrected on")[0]
        assert own.index("Photo") < own.index("Minute") < own.index(said)
    printed = read(client, reverse("plan_print", args=["leeds"]))
    assert printed.index("Photo") < printed.index("Minute") < printed.index(said)
    claim = data_of(printed_plan(plan.city))["objectives"][0]["actions"][0]["claim"]
    assert [row["title"] for row in claim["evidence"]] == ["Photo", "Minute"]
    assert "Link: Photo, https://example.org/\nLink: Minute" in read(client, reverse("plan_csv", args=["leeds"]))


def test_evidence_is_served_with_its_update_and_never_before(client, plan, action, boss):
    proof = Proof(kind="document", title="Minute", document=a_file())
    update = tell(action, boss, proofs=[proof])
    url = reverse("evidence_file", args=["leeds", update.evidence.get().pk])
    assert client.get(url).status_code == 404
    publish(plan)
    assert url in read(client, address(action))
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_picture_of_evidence_is_shown_in_place(client, plan, action, boss):
    proof = Proof(kind="photo", title="Roof", document=a_file(b"\x89PNG", "image/png", "roof.png"))
    update = tell(action, boss, proofs=[proof])
    publish(plan)
    response = client.get(reverse("evidence_file", args=["leeds", update.evidence.get().pk]))
    assert (response["Content-Type"], response["Content-Disposition"][:6]) == ("image/png", "inline")
    assert "sandbox" in response["Content-Security-Policy"]


# Chromium draws no PDF where the policy says `sandbox`: a blank page would be all that a reader gets.
@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/csv", "application/pdf"])
def test_evidence_of_any_other_kind_is_downloaded(client, plan, action, boss, kind):
    proof = Proof(kind="data", title="Data", document=a_file(b"<script>alert(1)</script>", kind, "data.html"))
    update = tell(action, boss, proofs=[proof])
    publish(plan)
    response = client.get(reverse("evidence_file", args=["leeds", update.evidence.get().pk]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_evidence_of_a_draft_and_of_another_city_is_not_found(client, plan, action, boss):
    publish(plan)
    proof = Proof(kind="document", title="Minute", document=a_file())
    draft = updates.save_draft(action, updates.Told(stage=Stage.UNDER_WAY, body="x"), by=boss, proofs=[proof])
    assert client.get(reverse("evidence_file", args=["leeds", draft.evidence.get().pk])).status_code == 404
    update = tell(action, boss)
    CityFactory(name="Hull")
    assert client.get(reverse("evidence_file", args=["hull", update.evidence.get().pk])).status_code == 404

"""What follows an update: corrections, answers of co-owners, words and evidence that are taken away."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse

from cities.plans.choices import Part, Stage, Stance
from cities.plans.models import Evidence, Response, Update
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.typeset import data_of
from portal.accounts.models import Residue
from portal.media.models import PrivateFile
from tests.factories import ActionFactory, ActionPartnerFactory, MembershipFactory, UserFactory
from tests.factories.plans import coordinator_of, publish, tell
from tests.plans.editing import a_pdf, address, browser_of, proof, update_form, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def action():
    return ActionFactory()


@pytest.fixture
def coordinator(action):
    return coordinator_of(action.plan.city).user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


@pytest.fixture
def url(action):
    return address("update_add", action)


def test_correction_shows_what_it_corrects_and_begins_with_it(client, url, action, coordinator):
    wrong = tell(action, coordinator, body="Ten homes.")
    correct = address("update_correct", action, wrong.pk)
    page = words(client.get(correct))
    assert "What you correct" in page
    assert page.count("Ten homes.") == 2
    client.post(correct, update_form(body="Twelve homes.", known=wrong.pk))
    assert Update.objects.get(corrects=wrong).body == "Twelve homes."


def test_correction_with_nothing_altered_is_refused(client, action, coordinator):
    wrong = tell(action, coordinator, body="Ten homes.")
    correct = address("update_correct", action, wrong.pk)
    same = update_form(body="Ten homes.", known=wrong.pk)
    answer = client.post(correct, same)
    assert (answer.status_code, Update.objects.published().count()) == (422, 1)
    assert "Nothing is different." in words(answer)
    answer = client.post(correct, {**same, **proof(url="https://example.org/minutes")})
    assert (answer.status_code, Update.objects.published().count()) == (302, 2)


def test_correction_of_a_corrected_update_leads_on(client, action, coordinator):
    wrong = tell(action, coordinator)
    right = tell(action, coordinator, body="Right.", corrects=wrong)
    answer = client.get(address("update_correct", action, wrong.pk))
    assert answer["Location"] == address("update_correct", action, right.pk)


def test_correction_that_came_second_is_kept_to_correct_the_first(client, action, coordinator):
    other = coordinator_of(action.plan.city).user
    wrong = tell(action, other)
    correct = address("update_correct", action, wrong.pk)
    client.post(correct, update_form(act="draft", body="Mine."))
    right = tell(action, other, body="Right.", corrects=wrong)
    of_right = address("update_correct", action, right.pk)
    answer = client.post(correct, update_form(body="Mine, ready."))
    assert answer["Location"] == of_right
    draft = Update.objects.draft_of(coordinator).get()
    assert (draft.body, draft.corrects) == ("Mine, ready.", right)
    page = words(client.get(address("update_add", action), follow=True))
    assert "Somebody else published a correction first." in page
    assert "Mine, ready." in page
    client.post(of_right, update_form(body="Both."))
    assert Update.objects.get(corrects=right).body == "Both."


def test_draft_that_was_overtaken_is_found_from_the_form_of_an_update(client, action, coordinator):
    other = coordinator_of(action.plan.city).user
    wrong = tell(action, other)
    client.post(address("update_correct", action, wrong.pk), update_form(act="draft", body="Mine."))
    right = tell(action, other, body="Right.", corrects=wrong)
    answer = client.get(address("update_add", action), follow=True)
    assert answer.request["PATH_INFO"] == address("update_correct", action, right.pk)
    assert "Mine." in words(answer)


def test_draft_of_an_update_is_not_overwritten_by_a_correction(client, url, action, coordinator):
    wrong = tell(action, coordinator)
    client.post(url, update_form(act="draft", body="A further one", known=wrong.pk))
    assert client.get(address("update_correct", action, wrong.pk))["Location"] == url
    answer = client.post(address("update_correct", action, wrong.pk), update_form(known=wrong.pk, body="Right."))
    assert answer.status_code == 422
    assert Update.objects.get(published_at=None).body == "A further one"
    assert "Right." in words(answer)


def test_draft_of_a_correction_leads_to_it(client, url, action, coordinator):
    wrong = tell(action, coordinator)
    client.post(address("update_correct", action, wrong.pk), update_form(act="draft", known=wrong.pk))
    assert client.get(url)["Location"] == address("update_correct", action, wrong.pk)


def test_correction_of_nothing_is_404(client, action):
    elsewhere = tell(other := ActionFactory(), coordinator_of(other.plan.city).user)
    for pk in (99999, elsewhere.pk):
        assert client.get(address("update_correct", action, pk)).status_code == 404


@pytest.fixture
def co_owner(action):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    return browser_of(MembershipFactory(city=action.plan.city, partner=named.partner).user)


def test_co_owner_answers_once(co_owner, action, coordinator):
    update = tell(action, coordinator)
    url = address("update_respond", action, update.pk)
    assert co_owner.get(url).status_code == 200
    refused = co_owner.post(url, {"stance": Stance.DISPUTE, "body": ""})
    assert refused.status_code == 422
    assert "Say what you do not agree with." in words(refused)
    co_owner.post(url, {"stance": Stance.DISPUTE, "body": "Nobody moved in."})
    assert Response.objects.get().stance == Stance.DISPUTE
    again = co_owner.post(url, {"stance": Stance.AGREE, "body": ""})
    assert "Your organisation has answered this update already." in words(again)
    assert co_owner.get(url)["Location"] == address("plan_update", action, update.pk)


def test_others_do_not_answer(client, action, coordinator):
    url = address("update_respond", action, tell(action, coordinator).pk)
    assert client.get(url).status_code == 403


def test_administrator_takes_words_away_with_a_reason(action, coordinator, co_owner):
    publish(action.plan)
    update = tell(action, coordinator, body="Secret name")
    co_owner.post(address("update_respond", action, update.pk), {"stance": "dispute", "body": "Secret too"})
    client = browser_of(UserFactory(groups=["Administrators"]))
    url = address("update_redact", action, update.pk)
    assert "Secret name" in words(client.get(url))
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "It named a tenant."})
    response = Response.objects.get()
    client.post(reverse("response_redact", args=[action.plan.city.slug, response.pk]), {"reason": "The same."})
    update.refresh_from_db(), response.refresh_from_db()
    assert (update.body, update.stage, response.body) == ("", Stage.UNDER_WAY, "")
    assert update.redacted_at
    assert response.redacted_at


def test_words_are_taken_away_by_administrators_alone(client, action, coordinator):
    update = tell(action, coordinator)
    assert client.post(address("update_redact", action, update.pk), {"reason": "x"}).status_code == 403


def test_evidence_is_taken_away_with_its_file_and_said_everywhere(client, url, action, coordinator):
    client.post(url, update_form(**proof(title="Letter of Ann Example", publisher="Ann Example", file=a_pdf())))
    publish(action.plan)
    evidence = Evidence.objects.get()
    name = evidence.document.file.name
    administrator = browser_of(UserFactory(groups=["Administrators"]))
    redact_url = reverse("evidence_redact", args=[action.plan.city.slug, evidence.pk])
    assert redact_url in words(administrator.get(address("action", action)))
    assert "Letter of Ann Example" in words(administrator.get(redact_url))
    assert administrator.post(redact_url, {"reason": " "}).status_code == 422
    administrator.post(redact_url, {"reason": "A person asked."})
    evidence.refresh_from_db()
    assert (evidence.title, evidence.publisher, evidence.document, evidence.kind) == ("", "", None, "document")
    assert not PrivateFile.objects.exists()
    assert Residue.objects.get().name == f"private:{name}"
    context = apps.get_model("pghistory", "Context").objects.latest("created_at")
    assert context.metadata["of"] == "plans.evidence"
    slug, city = [action.plan.city.slug], action.plan.city
    pages = [address("action", action), reverse("plan_print", args=slug), reverse("plan_csv", args=slug)]
    for page in (words(administrator.get(place)) for place in pages):
        assert "Evidence removed by an administrator" in page
        assert "Ann Example" not in page
        assert f"evidence/{evidence.pk}/" not in page
    (claim,) = [each["claim"] for each in data_of(printed_plan(city))["objectives"][0]["actions"]]
    assert (claim["evidence"][0]["title"], claim["evidence"][0]["url"]) == (
        "Evidence removed by an administrator",
        "",
    )
    assert administrator.get(reverse("plan_pdf", args=slug)).status_code == 200
    assert administrator.get(reverse("evidence_file", args=[*slug, evidence.pk])).status_code == 404
    assert administrator.get(redact_url).status_code == 404

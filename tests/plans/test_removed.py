"""What somebody works on is removed by somebody else: nothing that was typed is lost, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cities.plans.choices import Part
from cities.plans.models import Action, Milestone, Update
from cities.plans.services import actions, following, parts, plans
from portal.media.models import PrivateFile
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PartnerFactory,
)
from tests.factories.plans import coordinator_of
from tests.plans.editing import a_pdf, address, browser_of, proof, text_form, update_form, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory(title="Insulate ten homes")


@pytest.fixture
def coordinator(action):
    return coordinator_of(action.plan.city, user__display_name="Cal Coordinator").user


@pytest.fixture
def other(action):
    return coordinator_of(action.plan.city, user__display_name="Nia Other").user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


def begin(action, person):
    """Keep a draft of an update with a file, by the form."""
    sent = {**update_form(act="draft", body="Half of it."), **proof(file=a_pdf())}
    assert browser_of(person).post(address("update_add", action), sent).status_code == 302


def kept_file() -> Path:
    """Return where the one file of evidence lies on the disk."""
    path = Path(PrivateFile.objects.get().file.path)
    assert path.exists()
    return path


def test_action_stays_while_somebody_else_writes_an_update_of_it(client, action, other):
    begin(action, other)
    page = words(client.post(address("action_remove", action), follow=True))
    assert "Nia Other. Ask for it to be published or discarded first." in page
    assert Update.objects.get().body == "Half of it."
    assert kept_file()


def test_writer_of_a_draft_is_named_to_nobody_who_may_not_see_them(action, coordinator, monkeypatch):
    partner = PartnerFactory(city=action.plan.city, organisation__name="Baths Trust")
    writer = coordinator_of(action.plan.city, partner=partner, user__display_name="Hidden Hal").user
    begin(action, writer)
    monkeypatch.setattr("cities.plans.reading.people.can_see_person", lambda *_people: False)
    with pytest.raises(ValidationError, match=r"being written: A member of Baths Trust\. Ask"):
        actions.remove_action(action, by=coordinator)


def test_own_draft_goes_with_its_action_and_its_files(client, action, coordinator):
    begin(action, coordinator)
    path = kept_file()
    client.post(address("action_remove", action))
    assert not Action.objects.exists()
    assert not PrivateFile.objects.exists()
    assert not path.exists()


def test_draft_of_who_may_not_publish_it_any_more_keeps_no_action(client, action, other):
    begin(action, other)
    path = kept_file()
    other.memberships.update(state="ended", ended_at="2026-01-01T00:00Z")
    client.post(address("action_remove", action))
    assert not Action.objects.exists()
    assert not path.exists()


FORMS = {
    "action_edit": lambda action: text_form(action, summary="All that I typed."),
    "action_line": lambda action: {"title": "All that I typed.", "seen": 1},
    "action_parts": lambda action: {"act": "none", "none-note": "All that I typed."},
    "update_add": lambda action: update_form(body="All that I typed."),
    "action_advice": lambda action: {"topic": "Heat", "question": "All that I typed."},
}


@pytest.mark.parametrize("name", FORMS)
def test_form_for_a_removed_action_gives_back_what_was_typed(client, action, other, name):
    url, sent = address(name, action), FORMS[name](action)
    actions.remove_action(action, by=other)
    answer = client.post(url, sent)
    page = words(answer)
    assert answer.status_code == 410
    assert "This action was removed" in page
    assert "All that I typed." in page
    assert browser_of(MembershipFactory().user).post(url, sent).status_code == 404
    assert client.get(url).status_code == 404
    assert client.post(url.replace(str(action.pk), str(action.pk + 999)), sent).status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_action_that_goes_while_a_form_is_answered_ends_in_no_fault(client, action, other, name, monkeypatch):
    """The form is found, and the action removed before the act is."""
    from cities.plans.views import finding

    found = finding.action_of

    def found_and_removed(*args):
        thing = found(*args)
        actions.remove_action(Action.objects.get(pk=thing.pk), by=other)
        return thing

    url, sent = address(name, action), FORMS[name](action)
    action.plan.city.is_focus = True
    action.plan.city.save()
    monkeypatch.setattr(finding, "action_of", found_and_removed)
    answer = client.post(url, sent)
    assert answer.status_code in ((422,) if name in ("action_edit", "action_line") else (410,))
    assert "All that I typed." in words(answer)


def test_objective_that_was_removed_gives_back_what_was_typed(client, action, other):
    empty = ObjectiveFactory(plan=action.plan)
    url = reverse("objective_edit", args=[action.plan.city.slug, empty.pk])
    plans.remove_objective(empty, by=other)
    answer = client.post(url, {"title": "Warm and dry", "theme": "housing", "seen": 1})
    assert answer.status_code == 410
    assert "Warm and dry" in words(answer)
    assert client.get(url).status_code == 404


def test_milestone_that_was_removed_gives_back_what_was_typed(client, action, other):
    step = MilestoneFactory(action=action)
    sent = {f"milestone-{step.pk}-title": "The roof is on", f"milestone-{step.pk}-seen": 1}
    parts.remove_milestone(Milestone.objects.get(), by=other)
    answer = client.post(address("action_parts", action), {"act": f"change-{step.pk}", **sent})
    assert answer.status_code == 410
    assert "This milestone was removed" in words(answer)
    assert "The roof is on" in words(answer)


def test_part_that_was_taken_out_by_two_is_out(client, action, other):
    named = ActionPartnerFactory(action=action)
    url, sent = address("action_parts", action), {"act": "remove-partner", "pk": named.pk}
    client.post(url, sent)
    assert "Somebody took this out meanwhile." in words(client.post(url, sent, follow=True))


def test_milestone_that_is_added_while_the_page_is_drawn_ends_in_no_fault(client, action, monkeypatch):
    from cities.plans.views import editing_parts

    forms_for = editing_parts.forms_for

    def forms_and_more(*args):
        forms = forms_for(*args)
        MilestoneFactory(action=action)
        ActionPartnerFactory(action=action, part=Part.SUPPORTER)
        return forms

    monkeypatch.setattr(editing_parts, "forms_for", forms_and_more)
    assert client.get(address("action_parts", action)).status_code == 200


def test_action_that_goes_while_somebody_follows_it_ends_in_no_fault(client, action, other, monkeypatch):
    may = following.can_follow

    def may_and_removed(thing, user=None):
        answer = may(thing, user)
        Action.objects.filter(pk=thing.pk).delete()
        return answer

    monkeypatch.setattr(following, "can_follow", may_and_removed)
    assert client.post(address("action_follow", action)).status_code == 410


def test_draft_that_is_discarded_twice_is_discarded(client, action, coordinator, monkeypatch):
    from cities.plans.views import reporting

    begin(action, coordinator)
    discard = reporting.throw_away_draft
    monkeypatch.setattr(
        reporting, "throw_away_draft", lambda draft, *, by: [discard(draft, by=by), discard(draft, by=by)]
    )
    assert client.post(address("update_throw_away", action)).status_code == 302
    assert not Update.objects.exists()

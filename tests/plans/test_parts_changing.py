"""Parts in an action change hands: another lead, another part, whom nobody speaks for; and milestones after the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cities.places.services.partners import remove_partner
from cities.plans.choices import Part
from cities.plans.models import Basis, Milestone
from cities.plans.reading.plan import PlanReading
from cities.plans.services import parts
from tests.factories import ActionFactory, ActionPartnerFactory, EntryPageFactory, MembershipFactory, PartnerFactory
from tests.factories.plans import coordinator_of
from tests.plans.editing import address, browser_of, words
from tests.plans.filing import applied, check, csv_of, exported, states

pytestmark = pytest.mark.django_db


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
    return address("action_parts", action)


def test_another_lead_is_named_where_the_first_declined_and_the_reason_stays(client, url, action):
    first = ActionPartnerFactory(action=action)
    member = MembershipFactory(city=action.plan.city, partner=first.partner).user
    parts.answer_part(first, accepts=False, reason="We have no staff.", by=member)
    second = PartnerFactory(city=action.plan.city)
    client.post(url, {"act": "ask", "ask-partner": second.pk, "ask-part": Part.LEAD})
    assert {part.partner_id: part.is_asked for part in action.partners.all()} == {
        first.partner_id: False,
        second.pk: True,
    }
    assert "We have no staff." in words(client.get(url))
    lead = PlanReading(action.plan.city, member, working=True).text.action(action.pk).lead
    assert (lead.partner, lead.said) == (second.pk, "asked")
    with pytest.raises(ValidationError):
        parts.answer_part(first, accepts=True, by=member)


def test_another_lead_is_named_where_the_first_left_the_network(client, url, action, coordinator):
    first = ActionPartnerFactory(action=action, accepted=True)
    remove_partner(first.partner, by=coordinator)
    second = PartnerFactory(city=action.plan.city)
    assert "It has left the network." in words(client.get(url))
    client.post(url, {"act": "ask", "ask-partner": second.pk, "ask-part": Part.LEAD})
    assert action.partners.get(partner=second).is_asked
    assert "It left the network on" in words(client.get(url))


def test_supporter_is_made_the_lead_by_one_act_and_asked_anew(client, url, action):
    named = ActionPartnerFactory(action=action, part=Part.SUPPORTER, accepted=True)
    client.post(url, {"act": f"part-{named.pk}", f"part-{named.pk}-part": Part.LEAD})
    named.refresh_from_db()
    assert (named.part, named.is_asked) == (Part.LEAD, True)


def test_own_organisation_changes_its_part_without_being_asked(action):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    own = browser_of(MembershipFactory(city=action.plan.city, partner=named.partner).user)
    own.post(address("action_parts", action), {"act": f"part-{named.pk}", f"part-{named.pk}-part": Part.LEAD})
    named.refresh_from_db()
    assert (named.part, named.is_accepted) == (Part.LEAD, True)


def test_part_is_not_changed_to_the_same_or_to_a_second_lead(client, url, action):
    ActionPartnerFactory(action=action)
    named = ActionPartnerFactory(action=action, part=Part.SUPPORTER, accepted=True)
    for part, why in ((Part.SUPPORTER, "It has this part already."), (Part.LEAD, "This action has a lead already.")):
        answer = client.post(url, {"act": f"part-{named.pk}", f"part-{named.pk}-part": part})
        assert answer.status_code == 422
        assert why in words(answer)
    named.refresh_from_db()
    assert (named.part, named.is_accepted) == (Part.SUPPORTER, True)


def test_organisation_that_declined_is_asked_once_more(client, url, action):
    named = ActionPartnerFactory(action=action)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    parts.answer_part(named, accepts=False, reason="Not this year.", by=member)
    assert "Ask again" in words(client.get(url))
    client.post(url, {"act": f"part-{named.pk}", f"part-{named.pk}-part": Part.LEAD})
    named.refresh_from_db()
    assert (named.is_asked, named.reason) == (True, "")


def test_organisation_without_a_member_is_marked_with_a_way_to_invite(client, url, action):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    city, silent = action.plan.city, "Nobody speaks for it here yet"
    page, invite = words(client.get(url)), reverse("city_invite", args=[city.slug])
    assert silent in page
    assert f"{named.partner.organisation.name} (nobody speaks for it here yet)" in page
    assert f'<a href="{invite}">Invite someone' in page
    member = MembershipFactory(city=city, partner=named.partner).user
    assert "nobody speaks for it" not in words(client.get(url)).lower()
    ActionPartnerFactory(action=action, part=Part.SUPPORTER)
    page = words(browser_of(member).get(url))
    assert silent in page
    assert "Invite someone" not in page


def test_row_that_is_gone_leads_back_and_no_row_is_refused(client, url, action):
    named = ActionPartnerFactory(action=action)
    gone = named.pk
    named.delete()
    for act, status in ((f"part-{gone}", 302), ("part-99999", 404), ("part-x", 400)):
        assert client.post(url, {"act": act, f"{act}-part": Part.LEAD}).status_code == status


def test_milestone_after_the_action_is_due_is_taken_with_a_note(client, url, action):
    late = action.due_on + timedelta(days=1)
    sent = {"act": "milestone", "milestone-title": "Tender"}
    page = words(client.post(url, {**sent, "milestone-due_on": action.due_on}, follow=True))
    assert "later than" not in page
    page = words(client.post(url, {**sent, "milestone-title": "Open", "milestone-due_on": late}, follow=True))
    assert Milestone.objects.filter(due_on=late).exists()
    assert "Its day is later than that of the action" in page
    assert "later than the action is due" in page


def test_who_is_asked_reads_the_action_before_answering(action):
    action.outcome = "Bills fall by a third."
    action.save()
    basis = Basis.objects.create(action=action, entry=EntryPageFactory(title="Insulate homes"))
    fellow = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    named = ActionPartnerFactory(action=action)
    member = browser_of(MembershipFactory(city=action.plan.city, partner=named.partner).user)
    page = words(member.get(reverse("part_answer", args=[action.plan.city.slug, named.pk])))
    assert address("action", action) in page
    for said in (
        "Bills fall by a third.",
        f"{action.due_on.day} {action.due_on:%B %Y}",
        basis.entry.title,
        basis.entry.get_url(),
        fellow.partner.organisation.name,
    ):
        assert said in page


def test_action_leads_to_the_answer_that_was_given(client, action):
    named = ActionPartnerFactory(action=action)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    own, answer_url = browser_of(member), reverse("part_answer", args=[action.plan.city.slug, named.pk])
    change = f"Change the answer of {named.partner.organisation.name}"
    assert change not in words(own.get(address("action", action)))
    own.post(answer_url, {"decision": "yes"})
    page = words(own.get(address("action", action)))
    assert change in page
    assert answer_url in page
    assert change not in words(client.get(address("action", action)))


def test_members_are_asked_by_letter_anew(action, coordinator, mailoutbox, django_capture_on_commit_callbacks):
    partner = PartnerFactory(city=action.plan.city, organisation__name="Baths Trust")
    MembershipFactory(city=action.plan.city, partner=partner, user__email="ada@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        named = parts.ask_partner(action, partner, part=Part.SUPPORTER, by=coordinator)
        parts.change_part(named, part=Part.LEAD, by=coordinator)
    asked = [mail.subject for mail in mailoutbox if mail.to == ["ada@example.org"]]
    assert [subject.split(" an action")[0] for subject in asked] == [
        "Baths Trust is asked to support",
        "Baths Trust is asked to lead",
    ]


def test_import_of_another_lead_keeps_the_reason_of_the_one_that_declined(action, coordinator):
    plan, second = action.plan, PartnerFactory(city=action.plan.city)
    first = ActionPartnerFactory(action=action)
    member = MembershipFactory(city=plan.city, partner=first.partner).user
    parts.answer_part(first, accepts=False, reason="We have no staff.", by=member)
    sheet = [["Number", "Lead", "Co-owners"], [str(action.number), second.organisation.name, ""]]
    applied(plan, csv_of(sheet), coordinator)
    assert set(action.partners.values_list("partner", "reason")) == {
        (first.partner_id, "We have no staff."),
        (second.pk, ""),
    }
    assert states(check(plan, exported(plan, coordinator, "csv"), coordinator)) == ["same"]
    sheet[1][2] = first.partner.organisation.name
    applied(plan, csv_of(sheet), coordinator)
    assert set(action.partners.values_list("partner", "part")) == {(first.partner_id, "co_owner"), (second.pk, "lead")}

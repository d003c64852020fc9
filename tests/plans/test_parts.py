"""The page of an action's partners, legal basis and milestones, and the answers of organisations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.places.models import AdviceRequest
from cities.places.services.partners import remove_partner
from cities.plans.choices import Part
from cities.plans.models import Action, ActionAdvice, ActionPartner, Basis, Milestone
from cities.plans.services import parts, plans
from handbooks.models import EntryPage
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AdviceAccountFactory,
    CityFactory,
    EntryPageFactory,
    EquivalentGroupFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    PrecedentPageFactory,
)
from tests.factories.plans import coordinator_of, publish
from tests.plans.editing import address, browser_of

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


def words(answer):
    return answer.content.decode()


def test_partner_is_named_and_shown_as_asked(client, url, action):
    partner = PartnerFactory(city=action.plan.city)
    client.post(url, {"act": "ask", "ask-partner": partner.pk, "ask-part": Part.LEAD})
    assert ActionPartner.objects.get().is_asked
    assert "Asked on" in words(client.get(url))


def test_own_organisation_is_said_to_have_accepted_at_once(action):
    partner = PartnerFactory(city=action.plan.city)
    own = browser_of(coordinator_of(action.plan.city, partner=partner).user)
    url = address("action_parts", action)
    page = words(own.post(url, {"act": "ask", "ask-partner": partner.pk, "ask-part": Part.LEAD}, follow=True))
    assert "accepted at once: you represent it." in page
    assert "The organisation is asked." not in page


def test_second_lead_is_refused(client, url, action):
    ActionPartnerFactory(action=action)
    partner = PartnerFactory(city=action.plan.city)
    answer = client.post(url, {"act": "ask", "ask-partner": partner.pk, "ask-part": Part.LEAD})
    assert (answer.status_code, ActionPartner.objects.count()) == (422, 1)
    assert "This action has a lead already." in words(answer)


def test_partner_of_another_city_or_one_that_left_is_no_choice(client, url, action):
    left = PartnerFactory(city=action.plan.city, left_on=timezone.localdate())
    PartnerFactory(city=action.plan.city)
    for partner in (PartnerFactory(), left):
        answer = client.post(url, {"act": "ask", "ask-partner": partner.pk, "ask-part": Part.LEAD})
        assert answer.status_code == 422
    assert not ActionPartner.objects.exists()


def test_partner_is_taken_out(client, url, action):
    named = ActionPartnerFactory(action=action)
    client.post(url, {"act": "remove-partner", "pk": named.pk})
    assert not ActionPartner.objects.exists()


@pytest.mark.parametrize("search", ["{number}", "sell ELECTRICITY", "{squeezed}"])
def test_entry_is_found_by_number_or_words_and_named(client, url, search):
    entry = EntryPageFactory(title="Generate and sell electricity")
    EntryPageFactory(title="License landlords")
    q = search.format(number=entry.number.lower(), squeezed=entry.number.replace(" ", ""))
    page = words(client.get(url, {"q": q}))
    assert f"{entry.number} {entry.title}" in page
    assert "License landlords" not in page
    client.post(url, {"act": "basis", "q": q, "basis-page": entry.pk, "basis-note": "For the roofs"})
    basis = Basis.objects.get()
    assert (basis.entry, basis.note) == (entry, "For the roofs")


def test_precedent_is_found_and_named(client, url):
    precedent = PrecedentPageFactory(title="A turbine that failed")
    page = words(client.get(url, {"q": precedent.number}))
    assert "A turbine that failed" in page
    client.post(url, {"act": "basis", "q": precedent.number, "basis-page": precedent.pk})
    assert Basis.objects.get().precedent == precedent


@pytest.mark.parametrize("q", ["zeppelin", "LG 99.99", "P 9999", "%", "(", "LG 1.", "a " * 200])
def test_search_that_finds_nothing_says_so(client, url, q):
    EntryPageFactory(title="License landlords")
    answer = client.get(url, {"q": q})
    assert answer.status_code == 200
    assert "basis-page" not in words(answer)


def test_what_applies_in_the_city_is_found_first_and_the_rest_is_marked(client, url):
    EntryPageFactory(title="Sell power in Wales", nations=["wales"])
    EntryPageFactory(title="Sell power in England", nations=["england"])
    page = words(client.get(url, {"q": "sell power"}))
    assert page.index("Sell power in England (England)") < page.index("Sell power in Wales (Not England: Wales)")


def test_entry_of_another_nation_is_named_at_the_second_press(client, url, action):
    welsh = EntryPageFactory(title="Sell power in Wales", nations=["wales"])
    english = EntryPageFactory(title="Sell power in England", nations=["england"])
    EquivalentGroupFactory(entries=[welsh, english])
    sent = {"act": "basis", "q": "sell power", "basis-page": welsh.pk, "basis-note": "For the roofs"}
    answer = client.post(url, sent)
    page = words(answer)
    assert (answer.status_code, Basis.objects.exists()) == (422, False)
    assert f"{welsh.number} applies in Wales, not in England." in page
    assert f"Its equivalent for England: {english.number} Sell power in England." in page
    assert f'name="basis-warned" value="{welsh.pk}"' in page
    assert "For the roofs" in page
    client.post(url, {**sent, "basis-warned": welsh.pk})
    assert Basis.objects.get().entry == welsh
    assert "Not England: Wales" in words(client.get(url))
    assert "Not England: Wales" in words(client.get(address("action", action)))


def test_warning_of_one_entry_does_not_confirm_another(client, url):
    welsh, scottish = EntryPageFactory(nations=["wales"]), EntryPageFactory(nations=["scotland"])
    sent = {"act": "basis", "q": "license homes", "basis-page": welsh.pk, "basis-warned": scottish.pk}
    assert client.post(url, sent).status_code == 422
    assert not Basis.objects.exists()


def test_entry_without_an_equivalent_warns_without_one(client, url):
    welsh = EntryPageFactory(title="Sell power", nations=["wales"])
    page = words(client.post(url, {"act": "basis", "q": "sell power", "basis-page": welsh.pk}))
    assert "not in England. Press" in page


def test_page_that_was_unpublished_meanwhile_gives_words(client, url):
    entry = EntryPageFactory(title="Sell electricity")
    entry.unpublish()
    answer = client.post(url, {"act": "basis", "q": entry.title, "basis-page": entry.pk})
    assert answer.status_code == 422
    assert "This page is not published any more." in words(answer)


def test_basis_that_was_unpublished_is_marked(client, url, action):
    entry = EntryPageFactory(title="Sell electricity")
    Basis.objects.create(action=action, entry=entry)
    assert "not published any more" not in words(client.get(url))
    EntryPage.objects.get(pk=entry.pk).unpublish()
    assert "This page is not published any more. Name another one" in words(client.get(url))


def test_page_is_named_once(client, url, action):
    entry = EntryPageFactory()
    Basis.objects.create(action=action, entry=entry)
    answer = client.post(url, {"act": "basis", "q": entry.title, "basis-page": entry.pk})
    assert "This action names it already." in words(answer)


def test_none_needed_says_why(client, url):
    assert client.post(url, {"act": "none", "none-note": " "}).status_code == 422
    client.post(url, {"act": "none", "none-note": "We only talk."})
    assert Basis.objects.get().note == "We only talk."
    answer = client.post(url, {"act": "none", "none-note": "Again."})
    assert "This action says so already." in words(answer)


def test_action_that_names_an_entry_needs_a_power(client, url, action):
    Basis.objects.create(action=action, entry=EntryPageFactory())
    answer = client.post(url, {"act": "none", "none-note": "We only talk."})
    assert "This action names an entry. Remove it first." in words(answer)


def test_basis_is_taken_out(client, url, action):
    basis = Basis.objects.create(action=action, none_needed=True, note="We only talk.")
    client.post(url, {"act": "remove-basis", "pk": basis.pk})
    assert not Basis.objects.exists()


def test_milestone_is_added_changed_done_and_removed(client, url):
    today = timezone.localdate()
    client.post(url, {"act": "milestone", "milestone-title": "Tender", "milestone-due_on": "2030-01-31"})
    step = Milestone.objects.get()
    sent = {
        f"milestone-{step.pk}-seen": 1,
        f"milestone-{step.pk}-title": "Tender out",
        f"milestone-{step.pk}-due_on": "2030-02-28",
    }
    client.post(url, {"act": f"change-{step.pk}", **sent})
    step.refresh_from_db()
    assert (step.title, step.done_on) == ("Tender out", None)
    client.post(url, {"act": "done", "pk": step.pk})
    step.refresh_from_db()
    assert step.done_on == today
    client.post(url, {"act": "remove-milestone", "pk": step.pk})
    assert not Milestone.objects.exists()


def test_milestone_done_tomorrow_is_refused_beside_its_field(client, url):
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"milestone-title": "Tender", "milestone-due_on": "2030-01-31", "milestone-done_on": tomorrow}
    answer = client.post(url, {"act": "milestone", **sent})
    assert answer.status_code == 422
    assert "This day is still to come." in words(answer)


def test_milestone_of_the_same_name_is_refused(client, url, action):
    MilestoneFactory(action=action, title="Tender")
    answer = client.post(url, {"act": "milestone", "milestone-title": "Tender", "milestone-due_on": "2030-01-31"})
    assert "This action has a milestone of this name already." in words(answer)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"act": "circus"}, 400),
        ({"act": "done"}, 400),
        ({"act": "done", "pk": "99999"}, 404),
        ({"act": "change-"}, 400),
        ({"act": "change-\x00"}, 400),
        ({"act": "change-99999"}, 404),
        ({"act": "change-" + "9" * 40}, 400),
        ({"act": "remove-partner", "pk": "x"}, 400),
        ({"act": "ask", "ask-partner": "9" * 40, "ask-part": "lead"}, 422),
        ({"act": "milestone", "milestone-title": "x\x00", "milestone-due_on": "2030-01-01"}, 422),
        ({"act": "milestone", "milestone-title": "x" * 201, "milestone-due_on": "2030-01-01"}, 422),
        ({"act": "basis", "q": "x", "basis-page": "1\x00"}, 422),
    ],
)
def test_what_no_form_sends_is_refused(client, url, sent, status):
    assert client.post(url, sent).status_code == status


def test_parts_of_another_action_are_not_taken_out(client, url, action):
    other = MilestoneFactory()
    assert client.post(url, {"act": "remove-milestone", "pk": other.pk}).status_code == 404


def test_archived_plan_keeps_its_parts(client, url, action, coordinator):
    step = MilestoneFactory(action=action)
    plans.archive_plan(action.plan, by=coordinator)
    answer = client.post(url, {"act": "milestone", "milestone-title": "Typed", "milestone-due_on": "2030-01-31"})
    assert answer.status_code == 422
    assert "This plan is archived" in words(answer)
    client.post(url, {"act": "remove-milestone", "pk": step.pk})
    assert Milestone.objects.count() == 1


@pytest.fixture
def named(action):
    return ActionPartnerFactory(action=action)


@pytest.fixture
def member(named):
    return browser_of(MembershipFactory(city=named.action.plan.city, partner=named.partner).user)


def answer_url(named):
    return reverse("part_answer", args=[named.action.plan.city.slug, named.pk])


def test_own_member_accepts(member, named):
    assert "Asked to be" in words(member.get(answer_url(named)))
    member.post(answer_url(named), {"decision": "yes"})
    named.refresh_from_db()
    assert named.is_accepted


def test_answer_to_a_part_is_not_chosen_for_anybody(member, named):
    page = words(member.get(answer_url(named)))
    assert page.count('type="radio"') == 2
    assert "checked" not in page
    assert "no longer says “asked”" in page
    answer = member.post(answer_url(named), {"reason": "We are not sure"})
    assert answer.status_code == 422
    assert "Choose whether your organisation takes part." in words(answer)
    assert "We are not sure" in words(answer)
    named.refresh_from_db()
    assert named.is_asked


def test_decline_says_why(member, named):
    answer = member.post(answer_url(named), {"decision": "no", "reason": " "})
    assert answer.status_code == 422
    assert "Say why, so that the others can plan." in words(answer)
    member.post(answer_url(named), {"decision": "no", "reason": "No staff."})
    named.refresh_from_db()
    assert named.declined_at
    assert named.reason == "No staff."


def test_others_do_not_answer(client, named):
    assert client.get(answer_url(named)).status_code == 403
    assert client.post(answer_url(named), {"decision": "yes"}).status_code == 403


def test_member_of_a_partner_that_left_answers_no_more(member, named, coordinator):
    remove_partner(named.partner, by=coordinator)
    assert member.post(answer_url(named), {"decision": "yes"}).status_code == 403
    named.refresh_from_db()
    assert named.is_asked


def test_edition_is_endorsed_once(action, coordinator):
    partner = PartnerFactory(city=action.plan.city)
    member = browser_of(MembershipFactory(city=action.plan.city, partner=partner).user)
    edition = publish(action.plan)
    url = reverse("edition_endorse", args=[action.plan.city.slug, edition.number])
    assert str(partner) in words(member.get(url))
    assert not edition.endorsements.exists()
    member.post(url), member.post(url)
    assert edition.endorsements.get().partner == partner


def test_edition_is_endorsed_by_those_who_are_there_for_somebody(action, client):
    edition = publish(action.plan)
    assert client.get(reverse("edition_endorse", args=[action.plan.city.slug, edition.number])).status_code == 403
    assert client.get(reverse("edition_endorse", args=[action.plan.city.slug, 99])).status_code == 404


def test_advice_is_asked_for_an_action():
    city = CityFactory(is_focus=True)
    AdviceAccountFactory(city=city)
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=city)))
    client = browser_of(MembershipFactory(city=city).user)
    url = address("action_advice", action)
    page = words(client.get(url))
    assert f'value="{action.title}"' in page
    assert f"Nobody advises {city} yet" in page
    assert client.post(url, {"topic": "Leases", "question": ""}).status_code == 422
    client.post(url, {"topic": "Leases", "question": "How?"})
    assert ActionAdvice.objects.get().action == action


def test_advice_is_for_focus_cities(client, action):
    assert client.get(address("action_advice", action))["Location"].endswith("/advice/")


@pytest.fixture
def advised():
    """An action of a focus city, and the page of the request for advice that was made from it."""
    city = CityFactory(is_focus=True)
    AdviceAccountFactory(city=city)
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=city)), title="Warm the homes")
    asked = parts.ask_for_advice(
        action, topic="Leases", question="How?", wanted_by=None, by=MembershipFactory(city=city).user
    )
    return action, asked


def test_request_for_advice_leads_to_its_action(advised):
    action, asked = advised
    adviser = browser_of(MembershipFactory(city=action.plan.city, role="adviser").user)
    assert f'<a href="{action.get_absolute_url()}">1 Warm the homes</a>' in words(adviser.get(asked.get_absolute_url()))


def test_public_request_leads_to_what_is_published_of_its_action(advised, client):
    action, asked = advised
    AdviceRequest.objects.filter(pk=asked.pk).update(state="delivered", allocated=1, used=1)
    url = asked.get_absolute_url()
    assert action.get_absolute_url() not in words(client.get(url))
    publish(action.plan)
    Action.objects.filter(pk=action.pk).update(title="A working title")
    page = words(client.get(url))
    assert "1 Warm the homes</a>" in page
    assert "A working title" not in page

"""Who is told of an act on a plan: once for each cause, by name, with the first step."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cities.places.services import joining
from cities.plans.choices import Part, Stance
from cities.plans.services import parts, updates
from portal.mail.models import Letter
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
)
from tests.factories.plans import coordinator_of, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city__name="Leeds")), title="Retrofit homes")


@pytest.fixture
def coordinator(action):
    return coordinator_of(action.plan.city, user__email="coordinator@example.org").user


@pytest.fixture
def sent(mailoutbox, django_capture_on_commit_callbacks):
    """Do an act, and return the letters that it sent by their address."""

    def run(act, *args, **kwargs):
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        mails = mailoutbox[before:]
        assert len({mail.to[0] for mail in mails}) == len(mails), "one letter to each"
        return {mail.to[0]: mail for mail in mails}

    return run


def member_of(partner, name, **kwargs):
    return MembershipFactory(
        city=partner.city, partner=partner, user__display_name=name, user__email=f"{name.lower()}@example.org", **kwargs
    ).user


def says(mail, *words):
    return all(word in text for word in words for text in (mail.body, mail.alternatives[0].content))


def test_members_of_a_partner_are_asked_by_name(action, coordinator, sent):
    partner = PartnerFactory(city=action.plan.city, organisation__name="Baths Trust")
    member_of(partner, "Ada")
    member_of(partner, "Bea")
    member_of(partner, "Gone", state="ended", ended_at="2026-01-01T00:00Z")
    member_of(partner, "Advisor", role="adviser")
    mails = sent(parts.ask_partner, action, partner, part=Part.LEAD, by=coordinator)
    assert set(mails) == {"ada@example.org", "bea@example.org"}
    mail = mails["ada@example.org"]
    url = "http://localhost:8000" + reverse("part_answer", args=["leeds", action.partners.get().pk])
    assert mail.subject == "Baths Trust is asked to lead an action in Leeds"
    assert says(mail, "Hello Ada,", "Action 1: Retrofit homes", "What to do first:", "Read the action", url)


def test_own_organisation_is_not_asked(action, sent):
    partner = PartnerFactory(city=action.plan.city)
    boss = MembershipFactory(city=action.plan.city, partner=partner, role="coordinator").user
    member_of(partner, "Ada")
    assert sent(parts.ask_partner, action, partner, part=Part.CO_OWNER, by=boss) == {}


@pytest.mark.parametrize(("accepts", "word"), [(True, "accepted"), (False, "declined")])
def test_coordinators_and_the_asker_are_told_of_the_answer(action, coordinator, sent, accepts, word):
    asker = MembershipFactory(city=action.plan.city, user__email="asker@example.org").user
    partner = PartnerFactory(city=action.plan.city, organisation__name="Baths Trust")
    ada = member_of(partner, "Ada")
    named = ActionPartnerFactory(action=action, partner=partner, part=Part.LEAD, asked_by=asker)
    mails = sent(parts.answer_part, named, accepts=accepts, by=ada, reason="No room this year.")
    assert set(mails) == {"coordinator@example.org", "asker@example.org"}
    mail = mails["coordinator@example.org"]
    assert mail.subject == f"Baths Trust has {word}: lead of an action in Leeds"
    said = "accepted to be" if accepts else "declined to be"
    assert says(mail, f"Baths Trust has {said} lead of action 1 in Leeds: Retrofit homes.")
    assert says(mail, "No room this year.") is not accepts


def test_second_answer_is_told_too(action, coordinator, sent):
    partner = PartnerFactory(city=action.plan.city)
    ada = member_of(partner, "Ada")
    named = ActionPartnerFactory(action=action, partner=partner, part=Part.LEAD)
    for accepts in (True, False, True):
        assert set(sent(parts.answer_part, named, accepts=accepts, by=ada, reason="Why")) == {coordinator.email}


def test_co_owners_are_told_that_they_may_answer_an_update(action, coordinator, sent):
    co_owner = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True).partner
    asked = ActionPartnerFactory(action=action, part=Part.CO_OWNER).partner
    supporter = ActionPartnerFactory(action=action, part=Part.SUPPORTER, accepted=True).partner
    member_of(co_owner, "Ada")
    member_of(asked, "Bea")
    member_of(supporter, "Cleo")
    mails = sent(tell, action, coordinator, body="The tender is out.", outlook="at_risk")
    assert set(mails) == {"ada@example.org"}
    mail = mails["ada@example.org"]
    url = reverse("update_respond", args=["leeds", action.pk, action.updates.get().pk])
    assert mail.subject == "New update: Retrofit homes"
    assert says(mail, "There is an update by a member of the network of action 1 in Leeds: Retrofit homes.")
    assert says(mail, "Hello Ada,", "Under way, at risk.", "The tender is out.", f"http://localhost:8000{url}")


def test_co_owner_that_writes_an_update_is_not_asked_about_it(action, sent):
    own = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True).partner
    other = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True).partner
    ada = member_of(own, "Ada")
    member_of(own, "Bea")
    member_of(other, "Cleo")
    mails = sent(tell, action, ada)
    assert set(mails) == {"cleo@example.org"}
    assert says(mails["cleo@example.org"], f"There is an update by a member of {own} of action 1 in Leeds:")


@pytest.mark.parametrize(
    ("stance", "title"),
    [
        (Stance.DISPUTE, "Baths Trust disputes your update"),
        (Stance.PARTLY, "Baths Trust partly agrees with your update"),
        (Stance.AGREE, None),
    ],
)
def test_writer_is_told_of_a_dispute(action, coordinator, sent, stance, title):
    partner = PartnerFactory(city=action.plan.city, organisation__name="Baths Trust")
    ActionPartnerFactory(action=action, partner=partner, part=Part.CO_OWNER, accepted=True)
    ada = member_of(partner, "Ada")
    update = tell(action, coordinator)
    mails = sent(updates.respond, update, stance=stance, body="Nothing is let.", by=ada)
    assert [mail.subject for mail in mails.values()] == ([title] if title else [])
    if title:
        mail = mails["coordinator@example.org"]
        assert says(mail, "Nothing is let.", f"/cities/leeds/plan/actions/{action.pk}/updates/{update.pk}/")


def test_act_that_fails_writes_nobody(action, coordinator, mailoutbox):
    with pytest.raises(Exception, match="partner of this city"):
        parts.ask_partner(action, PartnerFactory(), part=Part.LEAD, by=coordinator)
    assert not Letter.objects.exists()


def test_long_words_are_cut_and_markup_is_harmless(action, coordinator, sent):
    co_owner = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True).partner
    member_of(co_owner, "Ada")
    mails = sent(tell, action, coordinator, body="<script>alert(1)</script>" + "x" * 3900)
    html = mails["ada@example.org"].alternatives[0].content
    assert "<script>" not in html
    assert "x" * 600 not in html


def test_who_is_accepted_is_led_to_the_plan_of_the_city(action, coordinator, sent):
    asked = MembershipFactory(city=action.plan.city, state="requested", since=None, user__email="new@example.org")
    mail = sent(joining.answer, asked, accept=True, by=coordinator)["new@example.org"]
    assert says(mail, "Read the action plan, and find the actions", "http://localhost:8000/cities/leeds/plan/")


def test_no_plan_is_no_step(sent):
    boss = coordinator_of(PartnerFactory().city)
    asked = MembershipFactory(city=boss.city, state="requested", since=None, user__email="new@example.org")
    mail = sent(joining.answer, asked, accept=True, by=boss.user)["new@example.org"]
    assert "/plan/" not in mail.body

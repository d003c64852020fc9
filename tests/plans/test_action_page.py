"""The page of an action: who reads it, who carries it, what it rests on, and who may do what from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Stage, Stance, Visibility
from cities.plans.models import Action, ActionAdvice
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.typeset import data_of
from cities.plans.services import parts, updates
from cities.plans.services.updates import Proof
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AdviceRequestFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    PartnerFactory,
    PrecedentPageFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import publish, tell
from tests.plans.action_pages import address, co_owner, read

pytestmark = pytest.mark.django_db


def test_action_in_no_edition_is_not_there_for_the_public(client, plan, action, boss):
    assert client.get(address(action)).status_code == 404
    client.force_login(boss)
    assert "Warm the homes" in read(client, address(action))


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        (Visibility.PUBLIC, "until the next edition: then everyone reads both"),
        (Visibility.PARTNERS, "Everyone will once an edition holds the action"),
        (Visibility.DRAFT, "A draft: only the coordinators, its owner"),
    ],
)
def test_members_read_who_reads_the_text_and_its_updates(client, plan, action, boss, visibility, said):
    ActionFactory(objective=action.objective)
    publish(plan)
    inner = ActionFactory(objective=action.objective, visibility=visibility)
    client.force_login(boss)
    page = read(client, address(inner))
    assert said in page
    assert "?text=edition" not in page
    page = read(client, address(action))
    assert "the public that of edition 1. Updates are public at once." in page
    assert "Only the network" not in page
    assert "Working text." not in read(client, address(action) + "?text=edition")
    client.logout()
    assert "Updates are public at once" not in read(client, address(action))


def test_action_of_another_city_is_not_found(client, plan, action):
    publish(plan)
    other = CityFactory(name="Hull")
    assert client.get(reverse("action", args=[other.slug, action.pk])).status_code == 404


def test_draft_is_read_by_coordinators_and_who_answers_for_it(client, plan, action, boss, leeds):
    Action.objects.filter(pk=action.pk).update(visibility=Visibility.DRAFT)
    client.force_login(MembershipFactory(city=leeds).user)
    assert client.get(address(action)).status_code == 404
    client.force_login(boss)
    assert client.get(address(action)).status_code == 200


@pytest.mark.parametrize(
    ("lead", "basis", "said"),
    [
        (None, False, "Not agreed: no lead has accepted; no power is named."),
        ("asked", True, "Not agreed: no lead has accepted."),
        ("accepted", False, "Not agreed: no power is named."),
        ("accepted", True, ""),
    ],
)
@pytest.mark.parametrize("stage", [Stage.UNDER_WAY, Stage.DONE])
def test_action_that_began_without_agreement_says_so_to_everyone(client, plan, action, lead, basis, said, stage):
    if lead:
        ActionPartnerFactory(action=action, accepted=lead == "accepted")
    if basis:
        action.bases.create(none_needed=True, note="The council owns the land.")
    publish(plan)
    pages = [address(action), reverse("plan_print", args=["leeds"])]
    assert not [url for url in pages if "Not agreed" in read(client, url)]
    UpdateFactory(action=action, stage=stage)
    for url in pages:
        assert said in read(client, url)
        assert ("Not agreed" in read(client, url)) == bool(said)
    assert data_of(printed_plan(plan.city))["objectives"][0]["actions"][0]["not_agreed"] == said
    assert ("Not agreed" in read(client, reverse("plan", args=["leeds"]))) == bool(said)


@pytest.mark.parametrize(
    ("stages", "is_said"),
    [
        ([Stage.AGREED, Stage.UNDER_WAY], False),
        ([Stage.PROPOSED], False),
        ([Stage.DROPPED], False),
        ([Stage.UNDER_WAY, Stage.PAUSED, Stage.DONE], True),
    ],
)
def test_what_was_agreed_once_or_has_not_begun_is_not_said_to_lack_agreement(client, plan, action, stages, is_said):
    publish(plan)
    for stage in stages:
        UpdateFactory(action=action, stage=stage)
    assert ("Not agreed" in read(client, address(action))) is is_said


def test_panel_shows_who_carries_it_and_when(client, plan, action, leeds):
    owner = MembershipFactory(city=leeds, partner=PartnerFactory(city=leeds), user__display_name="Olu Owner")
    Action.objects.filter(pk=action.pk).update(owner=owner)
    ActionPartnerFactory(action=action)
    co_owner(action)
    publish(plan)
    panel = read(client, address(action)).partition("This action")[2].partition("</section>")[0]
    assert "<b>asked</b>" in panel
    assert "accepted" in panel
    assert f"A member of {owner.partner.organisation.name}" in panel
    assert "Olu Owner" not in panel
    assert f"{action.due_on:%Y-%m-%d}" in panel


def test_basis_and_precedents_are_linked_by_number(client, plan, action):
    entry, precedent = EntryPageFactory(audience="civil_society"), PrecedentPageFactory()
    action.bases.create(entry=entry, note="For the lease.")
    action.bases.create(precedent=precedent)
    publish(plan)
    page = read(client, address(action))
    assert f'data-ink="cs" href="{entry.url}"' in page
    assert "For the lease." in page
    assert f'href="{precedent.url}"' in page
    entry.unpublish()
    page = read(client, address(action))
    assert f'href="{entry.url}"' not in page
    assert "not published now" in page


def test_none_needed_says_why(client, plan, action):
    action.bases.create(none_needed=True, note="The council owns the land.")
    publish(plan)
    page = read(client, address(action))
    assert "No power is needed." in page
    assert "The council owns the land." in page


def test_milestones_say_done_late_or_to_come(client, plan, action):
    today = timezone.localdate()
    MilestoneFactory(action=action, title="First", due_on=today - timedelta(days=9), done_on=today)
    MilestoneFactory(action=action, title="Second", due_on=today - timedelta(days=2))
    MilestoneFactory(action=action, title="Third", due_on=today + timedelta(days=2))
    publish(plan)
    steps = read(client, address(action)).partition('id="milestones"')[2].partition("</section>")[0]
    found = [steps.index(word) for word in ("First", "Done", "Second", "Late", "Third", "To come")]
    assert found == sorted(found)


def test_day_on_which_a_step_was_done_is_live_and_all_else_of_it_is_not(client, plan, action, boss):
    today = timezone.localdate()
    step = MilestoneFactory(action=action, title="First", due_on=today - timedelta(days=9))
    gone = MilestoneFactory(action=action, title="Second", due_on=today, done_on=today)
    publish(plan)
    parts.change_milestone(
        step, seen=step.version, title="Renamed", due_on=today + timedelta(days=9), done_on=today, by=boss
    )
    parts.remove_milestone(gone, by=boss)
    for url in (address(action), reverse("plan_print", args=["leeds"])):
        page = read(client, url)
        assert "First" in page
        assert "Renamed" not in page
        assert "Late" not in page
    (text,) = PlanReading(plan.city, None).text.actions
    assert [(done.title, done.done_on) for done in text.milestones] == [("First", today), ("Second", today)]
    assert text.milestones[0].due_on == today - timedelta(days=9)


def test_advice_for_it_is_shown_to_whom_it_is_open(client, plan, action, leeds):
    waits = AdviceRequestFactory(city=leeds, topic="A secret question")
    ActionAdvice.objects.create(action=action, request=waits)
    publish(plan)
    assert "A secret question" not in read(client, address(action))
    client.force_login(MembershipFactory(city=leeds).user)
    assert "A secret question" in read(client, address(action))


def test_next_and_previous_action(client, plan, action):
    later = ActionFactory(objective=action.objective, title="Then this")
    publish(plan)
    assert f'href="{address(later)}" rel="next"' in read(client, address(action))
    assert f'href="{address(action)}" rel="prev"' in read(client, address(later))


def test_organisation_that_is_asked_is_told_so(client, plan, action, leeds):
    named = ActionPartnerFactory(action=action)
    asked = f"{named.partner.organisation.name} is asked"
    client.force_login(MembershipFactory(city=leeds).user)
    assert asked not in read(client, address(action))
    client.force_login(MembershipFactory(city=leeds, partner=named.partner).user)
    assert asked in read(client, address(action))


def test_draft_is_read_by_the_organisation_that_it_asks(client, plan, action, leeds):
    Action.objects.filter(pk=action.pk).update(visibility=Visibility.DRAFT)
    named = ActionPartnerFactory(action=action)
    client.force_login(MembershipFactory(city=leeds).user)
    assert client.get(address(action)).status_code == 404
    client.force_login(MembershipFactory(city=leeds, partner=named.partner).user)
    assert reverse("part_answer", args=["leeds", named.pk]) in read(client, address(action))


def test_administrators_are_led_to_take_words_away(client, plan, action, boss):
    publish(plan)
    update = tell(action, boss)
    url = reverse("update_redact", args=["leeds", action.pk, update.pk])
    for person, sees in ((boss, False), (UserFactory(groups=["Administrators"]), True)):
        client.force_login(person)
        assert (url in read(client, address(action))) is sees


def test_buttons_are_for_whom_they_work(client, plan, action, boss, leeds):
    publish(plan)
    for person, sees in ((None, False), (MembershipFactory(city=leeds).user, False), (boss, True)):
        if person:
            client.force_login(person)
        assert ("Edit this action" in read(client, address(action))) is sees


@pytest.mark.parametrize("count", [1, 30])
def test_action_page_takes_at_most_fifteen_queries(client, plan, action, boss, count, django_assert_max_num_queries):
    member = co_owner(action)
    action.bases.create(entry=EntryPageFactory())
    action.bases.create(precedent=PrecedentPageFactory())
    for place in range(count):
        MilestoneFactory(action=action)
        link = Proof(kind="link", title=f"Proof {place}", url="https://example.org/")
        update = tell(action, boss, proofs=[link])
        updates.respond(update, stance=Stance.AGREE, body="", by=member)
    publish(plan)
    with django_assert_max_num_queries(15):
        page = read(client, address(action))
    assert page.count('class="key-up"') == count

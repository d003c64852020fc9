"""The story on the page of an action: its updates, their corrections, and the answers to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Stage, Stance
from cities.plans.models import Action
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.typeset import data_of
from cities.plans.services import redaction, updates
from tests.factories import MembershipFactory, OrganisationFactory, PartnerFactory, UpdateFactory, UserFactory
from tests.factories.plans import coordinator_of, publish, tell
from tests.plans.action_pages import address, co_owner, read

pytestmark = pytest.mark.django_db


def test_story_shows_each_change_of_stage(client, plan, action, boss):
    publish(plan)
    first = tell(action, boss, body="It has begun.")
    second = tell(action, boss, body="Still going.")
    third = tell(action, boss, stage=Stage.PAUSED, body="No money.")
    page = read(client, address(action))
    places = [page.index(f'id="update-{update.pk}"') for update in (third, second, first)]
    assert places == sorted(places)
    second_part = page[places[1] : places[2]]
    assert "From" not in second_part
    assert "From" in page[places[0] : places[1]]


def test_public_reads_whom_an_update_is_signed_for_and_no_name(client, plan, action, leeds):
    partner = PartnerFactory(city=leeds, organisation=OrganisationFactory(name="Leeds Council"))
    writer = coordinator_of(leeds, partner=partner, user__display_name="Wendy Writer").user
    publish(plan)
    update = tell(action, writer)
    for url in (address(action), address(action, "plan_update", update.pk)):
        page = read(client, url)
        assert "Signed by a member of Leeds Council" in page
        assert "Wendy" not in page
    client.force_login(MembershipFactory(city=leeds).user)
    assert "Signed by Wendy Writer, Leeds Council" in read(client, address(action))


def test_name_of_a_hidden_person_is_shown_to_no_member(client, plan, action, leeds):
    owner = MembershipFactory(city=leeds, user__display_name="Hidden Hannah", user__directory="hidden")
    Action.objects.filter(pk=action.pk).update(owner=owner)
    client.force_login(MembershipFactory(city=leeds).user)
    page = read(client, address(action))
    assert "Hidden Hannah" not in page
    assert "A member of the network" in page


def test_correction_shows_both_texts(client, plan, action, boss):
    publish(plan)
    wrong = tell(action, boss, body="Nine homes.")
    right = tell(action, boss, body="Seven homes.", corrects=wrong)
    page = read(client, address(action))
    assert page.index("Seven homes.") < page.index("Corrected on") < page.index("Nine homes.")
    old = read(client, address(action, "plan_update", wrong.pk))
    assert "This update was corrected" in old
    assert "Seven homes." in old
    assert "This update was corrected" not in read(client, address(action, "plan_update", right.pk))


def test_correction_is_dated_by_both_days_everywhere(client, plan, action, boss):
    publish(plan)
    first = datetime(2026, 10, 17, 12, tzinfo=UTC)
    corrected = datetime(2026, 11, 4, 12, tzinfo=UTC)
    wrong = UpdateFactory(action=action, published_at=first, reported_on=first.date())
    right = UpdateFactory(
        action=action, corrects=wrong, published_at=corrected, counts_from=first, reported_on=corrected.date()
    )
    both = "17 October 2026, corrected 4 November 2026"
    assert f"{both}</time>" in read(client, address(action))
    own = read(client, address(action, "plan_update", right.pk))
    assert f"Update of {both}" in own
    assert f"update of {both}. http" in own
    assert "a member of the network, 4 November 2026" in own
    assert f"Latest update, {both}" in read(client, reverse("plan_print", args=["leeds"]))
    data = data_of(printed_plan(plan.city))
    assert data["objectives"][0]["actions"][0]["claim"]["heading"] == f"Latest update, {both}: Under way"
    csv = read(client, reverse("plan_csv", args=["leeds"]))
    assert '"2026-11-04","2026-11-04","The first homes' in csv


def test_correcting_is_offered_to_whoever_may(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss)
    url = address(action, "update_correct", update.pk)
    for person, sees in ((member, False), (boss, True)):
        client.force_login(person)
        assert (url in read(client, address(action))) is sees
        assert client.get(url).status_code == (200 if sees else 403)


def test_answers_stand_with_what_was_claimed(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss)
    updates.respond(update, stance=Stance.DISPUTE, body="Nobody moved in.", by=member)
    page = read(client, address(action))
    assert "Trust: disputes it." in page
    assert "Nobody moved in." in page
    assert "Mo Member" not in page
    assert "Nobody moved in." in read(client, address(action, "plan_update", update.pk))


def test_dispute_of_an_earlier_update_shows_in_the_status(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss)
    updates.respond(update, stance=Stance.DISPUTE, body="Nobody moved in.", by=member)
    tell(action, boss, body="More moved in.")
    for url in (address(action), reverse("plan", args=["leeds"]), reverse("plan_print", args=["leeds"])):
        assert "An earlier update is disputed" in read(client, url)
    facts = read(client, address(action)).partition('id="facts"')[2].partition("</section>")[0]
    assert f'href="#update-{update.pk}"' in facts


def test_update_has_an_address_and_a_citation(client, plan, action, boss, settings):
    publish(plan)
    update = tell(action, boss)
    url = address(action, "plan_update", update.pk)
    page = read(client, url)
    assert f"Action plan of Leeds ({timezone.localdate().year}), action 1, “Warm the homes”: update of" in page
    assert settings.SITE_URL + url in page
    assert client.get(address(action, "plan_update", update.pk + 1)).status_code == 404


def test_removed_text_is_said_to_be_removed(client, plan, action, boss):
    member = co_owner(action)
    publish(plan)
    update = tell(action, boss, body="Ann Other lives there.")
    answer = updates.respond(update, stance=Stance.DISPUTE, body="Ann Other does not.", by=member)
    administrator = UserFactory(groups=["Administrators"])
    redaction.redact(update, by=administrator, reason="A person asked.")
    redaction.redact(answer, by=administrator, reason="A person asked.")
    page = read(client, address(action))
    assert "The text of this update was removed by an administrator" in page
    assert "The text of this answer was removed" in page
    assert "Ann Other" not in page

"""The acts on plans: what each does, refuses and keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cities.plans.choices import Part, Stage, Stance, Visibility
from cities.plans.models import Action, ActionPartner, Edition, Update
from cities.plans.services import actions, editions, parts, plans, updates
from cities.plans.services.conflicts import EditConflict
from cities.plans.services.updates import Proof, Told
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    EntryPageFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    UserFactory,
)
from tests.factories.plans import a_decision, coordinator_of, publish, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def coordinator(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan))


def co_owner(action):
    """Return a member of an organisation that has accepted to co-own `action`."""
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    return MembershipFactory(city=action.plan.city, partner=named.partner).user


def test_plan_begins_once_per_city(plan, coordinator):
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="action plan already"):
        plans.begin_plan(
            plan.city,
            title="Another",
            vision="",
            starts_on=today,
            ends_on=today + timedelta(days=10),
            review_interval=90,
            by=coordinator,
        )


def test_action_numbers_are_never_given_again(plan, coordinator):
    objective = ObjectiveFactory(plan=plan)
    first = actions.add_action(plan, objective=objective, title="One", summary="It.", by=coordinator)
    actions.remove_action(first, by=coordinator)
    second = actions.add_action(plan, objective=objective, title="Two", summary="It.", by=coordinator)
    assert (first.number, second.number) == (1, 2)


def test_action_of_an_edition_is_not_removed(action, coordinator):
    publish(action.plan)
    with pytest.raises(ValidationError, match="An edition holds this action"):
        actions.remove_action(action, by=coordinator)
    assert Action.objects.filter(pk=action.pk).exists()


def test_action_of_an_edition_stays_public(action, coordinator):
    publish(action.plan)
    with pytest.raises(ValidationError, match="stays public"):
        actions.change_action(action, seen=1, visibility=Visibility.DRAFT, by=coordinator)


def test_change_of_another_field_is_merged(action, coordinator):
    actions.change_action(action, seen=1, title="Theirs", summary=action.summary, by=coordinator)
    merged = actions.change_action(action, seen=1, title=action.title, summary="Mine", by=coordinator)
    assert (merged.title, merged.summary, merged.version) == ("Theirs", "Mine", 3)


def test_change_of_the_same_field_is_refused_with_all_three(action, coordinator):
    before = action.title
    actions.change_action(action, seen=1, title="Theirs", by=coordinator)
    with pytest.raises(EditConflict) as refused:
        actions.change_action(action, seen=1, title="Mine", by=coordinator)
    (clash,) = refused.value.merge.clashes
    assert (clash.base, clash.theirs, clash.mine) == (before, "Theirs", "Mine")
    assert Action.objects.get(pk=action.pk).title == "Theirs"


def test_owner_from_another_city_is_refused(action, coordinator):
    stranger = MembershipFactory()
    with pytest.raises(ValidationError, match="active member of this city"):
        actions.change_action(action, seen=1, owner=stranger.pk, by=coordinator)


def test_lead_from_another_city_is_refused(action, coordinator):
    with pytest.raises(ValidationError, match="partner of this city"):
        parts.ask_partner(action, PartnerFactory(), part=Part.LEAD, by=coordinator)


def test_partner_is_asked_until_its_own_member_accepts(action, coordinator):
    partner = PartnerFactory(city=action.plan.city)
    named = parts.ask_partner(action, partner, part=Part.LEAD, by=coordinator)
    assert named.is_asked
    with pytest.raises(PermissionDenied):
        parts.answer_part(named, accepts=True, by=coordinator)
    member = MembershipFactory(city=action.plan.city, partner=partner).user
    assert parts.answer_part(named, accepts=True, by=member).is_accepted


def test_agreed_needs_a_basis_a_lead_and_a_decision(action, coordinator):
    with pytest.raises(ValidationError) as refused:
        tell(action, coordinator, stage=Stage.AGREED)
    assert len(refused.value.message_dict["stage"]) == 4
    ActionPartnerFactory(action=action, accepted=True)
    parts.add_basis(action, entry=EntryPageFactory(), by=coordinator)
    tell(action, coordinator, stage=Stage.AGREED, proofs=[a_decision()])
    assert Action.objects.with_stage().get(pk=action.pk).stage == Stage.AGREED


def test_done_needs_evidence(action, coordinator):
    with pytest.raises(ValidationError, match="at least one piece of evidence"):
        tell(action, coordinator, stage=Stage.DONE)
    link = Proof(kind="link", title="Opened", url="https://example.org/")
    assert tell(action, coordinator, stage=Stage.DONE, proofs=[link]).is_published


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.DROPPED])
def test_halting_needs_a_reason(action, coordinator, stage):
    with pytest.raises(ValidationError, match="Say why"):
        tell(action, coordinator, stage=stage, body="")


def test_refused_report_leaves_nothing(action, coordinator):
    with pytest.raises(ValidationError):
        tell(action, coordinator, stage=Stage.DONE)
    assert not Update.objects.exists()


def test_correction_takes_the_place_of_what_it_corrects(action, coordinator):
    wrong = tell(action, coordinator, stage=Stage.UNDER_WAY)
    tell(action, coordinator, stage=Stage.PAUSED, body="The money is late.")
    right = tell(action, coordinator, stage=Stage.PROPOSED, body="It had not begun.", corrects=wrong)
    assert right.counts_from == wrong.counts_from
    assert Action.objects.with_stage().get(pk=action.pk).stage == Stage.PAUSED
    assert set(Update.objects.standing().values_list("body", flat=True)) == {"The money is late.", "It had not begun."}


def test_update_is_corrected_once(action, coordinator):
    wrong = tell(action, coordinator)
    tell(action, coordinator, body="Right.", corrects=wrong)
    with pytest.raises(ValidationError):
        tell(action, coordinator, body="Righter.", corrects=wrong)


def test_evidence_counts_along_all_corrections(action, coordinator):
    link = Proof(kind="link", title="Opened", url="https://example.org/")
    first = tell(action, coordinator, stage=Stage.DONE, proofs=[link])
    second = tell(action, coordinator, stage=Stage.DONE, body="Twelve homes.", corrects=first)
    third = tell(action, coordinator, stage=Stage.DONE, body="Thirteen homes.", corrects=second)
    assert third.former() == [second, first]


def test_unpublished_correction_blocks_nobody(action, coordinator):
    wrong, other = tell(action, coordinator), coordinator_of(action.plan.city).user
    draft = updates.save_draft(action, Told(stage=Stage.UNDER_WAY, body="Mine."), by=other, corrects=wrong)
    right = tell(action, coordinator, body="Right.", corrects=wrong)
    with pytest.raises(ValidationError, match="correction of this update was published already"):
        updates.publish_update(draft, by=other)
    assert updates.standing_for(wrong) == right
    assert Update.objects.draft_of(other).get().body == "Mine."


def test_draft_is_one_per_person_and_read_by_nobody_else(action, coordinator):
    updates.save_draft(action, Told(stage=Stage.UNDER_WAY, body="Half"), by=coordinator)
    draft = updates.save_draft(action, Told(stage=Stage.UNDER_WAY, body="Whole"), by=coordinator)
    assert Update.objects.get() == draft
    assert not Update.objects.visible_to(coordinator_of(action.plan.city).user).exists()


def test_co_owner_answers_once(action, coordinator):
    update, member = tell(action, coordinator), co_owner(action)
    with pytest.raises(ValidationError, match="do not agree"):
        updates.respond(update, stance=Stance.DISPUTE, body="", by=member)
    updates.respond(update, stance=Stance.DISPUTE, body="Nobody has moved in.", by=member)
    with pytest.raises(ValidationError, match="answered this update already"):
        updates.respond(update, stance=Stance.AGREE, body="", by=member)


def test_co_owner_corrects_what_it_signed_and_nothing_else(action, coordinator):
    member = co_owner(action)
    own, foreign = tell(action, member), tell(action, coordinator, body="Ten homes.")
    with pytest.raises(PermissionDenied):
        tell(action, member, body="Nine homes.", corrects=foreign)
    tell(action, member, body="It has not begun.", corrects=own)
    assert Update.objects.standing().count() == 2


def test_lead_corrects_what_a_co_owner_signed_and_is_corrected_by_it(action):
    lead = ActionPartnerFactory(action=action, accepted=True)
    leader = MembershipFactory(city=action.plan.city, partner=lead.partner).user
    member = co_owner(action)
    theirs = tell(action, leader, body="Ten homes.", corrects=tell(action, member))
    assert tell(action, member, body="Nine homes.", corrects=theirs).is_published


def test_lead_does_not_answer_its_own_update(action, coordinator):
    lead = ActionPartnerFactory(action=action, accepted=True)
    member = MembershipFactory(city=action.plan.city, partner=lead.partner).user
    with pytest.raises(PermissionDenied):
        updates.respond(tell(action, coordinator), stance=Stance.AGREE, body="", by=member)


def test_edition_holds_public_actions_only(action, coordinator):
    ActionFactory(objective=action.objective, visibility=Visibility.PARTNERS)
    edition = publish(action.plan)
    assert [row["id"] for row in edition.payload["actions"]] == [action.pk]
    assert list(edition.actions.values_list("action", flat=True)) == [action.pk]


def test_edition_without_changes_is_refused(action, coordinator):
    publish(action.plan)
    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        publish(action.plan)
    assert Edition.objects.count() == 1


def test_edition_names_nobody(action, coordinator):
    owner = MembershipFactory(city=action.plan.city, partner=PartnerFactory(city=action.plan.city))
    actions.change_action(action, seen=1, owner=owner.pk, by=coordinator)
    assert owner.user.display_name not in str(publish(action.plan).payload)


def test_partner_endorses_an_edition_once(action):
    member = MembershipFactory(city=action.plan.city, partner=PartnerFactory(city=action.plan.city)).user
    edition = publish(action.plan)
    editions.endorse(edition, by=member)
    with pytest.raises(ValidationError, match="endorsed this edition already"):
        editions.endorse(edition, by=member)


@pytest.mark.parametrize("person", ["reader", "elsewhere", "member"])
def test_plan_is_edited_by_its_own_coordinators(plan, person):
    people = {
        "reader": lambda: UserFactory(),
        "elsewhere": lambda: coordinator_of(PlanFactory().city).user,
        "member": lambda: MembershipFactory(city=plan.city).user,
    }
    with pytest.raises(PermissionDenied):
        plans.add_objective(plan, title="Mine", theme="housing", by=people[person]())


def test_actions_are_put_in_order_and_moved_between_objectives(plan, coordinator):
    one, other = ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan)
    first, second = ActionFactory(objective=one), ActionFactory(objective=one)
    third = ActionFactory(objective=other)
    actions.order_actions(one, [third.pk, second.pk, first.pk], by=coordinator)
    assert list(one.actions.order_by("position")) == [third, second, first]


def test_order_that_leaves_one_out_is_refused(plan, coordinator):
    objective = ObjectiveFactory(plan=plan)
    first, _second = ActionFactory(objective=objective), ActionFactory(objective=objective)
    with pytest.raises(ValidationError, match="changed meanwhile"):
        actions.order_actions(objective, [first.pk], by=coordinator)


def test_history_says_who_and_never_a_name(action, coordinator):
    actions.change_action(action, seen=1, title="New", by=coordinator)
    event = action.events.latest("pgh_id")
    assert (event.title, event.version, event.pgh_context.metadata) == (
        "New",
        2,
        {"user": coordinator.pk, "act": "edit"},
    )


def test_step_back_of_a_partner_says_why(action):
    named = ActionPartnerFactory(action=action, accepted=True)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    with pytest.raises(ValidationError, match="Say why"):
        parts.answer_part(named, accepts=False, by=member)
    parts.answer_part(named, accepts=False, reason="No staff.", by=member)
    assert ActionPartner.objects.get().declined_at


def test_organisation_that_is_only_asked_changes_nothing(action, coordinator):
    named = ActionPartnerFactory(action=action, part=Part.LEAD)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    with pytest.raises(PermissionDenied):
        actions.change_action(action, seen=action.version, visibility=Visibility.PUBLIC, by=member)
    with pytest.raises(PermissionDenied):
        parts.add_milestone(action, title="Ours", due_on=timezone.localdate(), by=member)
    assert Action.objects.visible_to(member).filter(pk=action.pk).exists()
    parts.answer_part(named, accepts=True, by=member)
    again = type(member).objects.get(pk=member.pk)
    actions.change_action(action, seen=action.version, title="Ours", by=again)

"""The coordinators' page, the health of a plan, and the draft of its next edition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part, Stage, Visibility
from cities.plans.freezing import checksum
from cities.plans.health import QUESTIONS, points_of
from cities.plans.models import Action, Basis, Edition
from cities.plans.reading.managing import ManageReading
from cities.plans.services import actions, editions, plans, updates
from cities.plans.services.updates import Told
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
)
from tests.factories.plans import coordinator_of, publish, tell
from tests.plans.editing import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Insulate ten homes")


@pytest.fixture
def coordinator(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


def page_of(client, plan, name="plan_manage"):
    return client.get(reverse(name, args=[plan.city.slug])).content.decode()


def answers(action, viewer):
    """Return the health of one action: the answer to each question by its name."""
    row = ManageReading(action.plan, viewer).row(action.pk)
    return {point.question.name: point.is_well for point in row.points}


def test_bare_action_has_nothing_but_time(action, coordinator):
    assert answers(action, coordinator) == {"owner": False, "basis": False, "milestone": False, "update": True}


def test_action_in_good_health(action, coordinator):
    action.owner = MembershipFactory(city=action.plan.city)
    action.save()
    Basis.objects.create(action=action, entry=EntryPageFactory())
    MilestoneFactory(action=action)
    assert all(answers(action, coordinator).values())


@pytest.mark.parametrize("name", [question.name for question in QUESTIONS])
def test_question_is_answered_with_no(action, coordinator, name):
    """Each fault by itself turns one answer."""
    owner = MembershipFactory(city=action.plan.city)
    action.owner = owner
    action.save()
    today = timezone.localdate()
    basis = Basis.objects.create(action=action, none_needed=True, note="We only talk.")
    step = MilestoneFactory(action=action)
    if name == "owner":
        type(owner).objects.filter(pk=owner.pk).update(state="ended", ended_at=timezone.now())
    elif name == "basis":
        basis.delete()
    elif name == "milestone":
        type(step).objects.filter(pk=step.pk).update(due_on=today - timedelta(days=1))
    else:
        long_ago = timezone.now() - timedelta(days=91)
        type(action.plan).objects.filter(pk=action.plan_id).update(created_at=long_ago)
        Action.objects.filter(pk=action.pk).update(created_at=long_ago)
    assert [question for question, is_well in answers(action, coordinator).items() if not is_well] == [name]


def test_milestone_that_is_done_is_not_ahead(action, coordinator):
    MilestoneFactory(action=action, done_on=timezone.localdate())
    assert not answers(action, coordinator)["milestone"]


def test_ended_action_is_asked_nothing(action, coordinator):
    tell(action, coordinator, stage=Stage.DROPPED, body="The cabinet dropped it.")
    row = ManageReading(action.plan, coordinator).row(action.pk)
    assert points_of(row.line, set()) == row.points == []


def test_tallies_count_actions_that_go_on(action, coordinator):
    Basis.objects.create(action=action, none_needed=True, note="We only talk.")
    ActionFactory(objective=action.objective)
    UpdateFactory(action=ActionFactory(objective=action.objective), stage=Stage.DONE)
    tallies = {
        tally.question.name: (tally.well, tally.lacking) for tally in ManageReading(action.plan, coordinator).tallies
    }
    assert tallies == {"owner": (0, 2), "basis": (1, 1), "milestone": (0, 2), "update": (2, 0)}


def test_late_milestone_is_listed_until_it_is_done_or_the_action_ends(client, plan, action, coordinator):
    day = timezone.localdate() - timedelta(days=3)
    MilestoneFactory(action=action, title="First roof", due_on=day)
    MilestoneFactory(action=action, title="Second roof", due_on=day, done_on=day)
    page = page_of(client, plan)
    assert f"First roof, was due on {day.day} " in page
    assert "Second roof, was due" not in page
    assert f'href="{reverse("action_parts", args=[plan.city.slug, action.pk])}#milestones"' in page
    tell(action, coordinator, stage=Stage.DROPPED, body="No money.")
    assert "First roof, was due" not in page_of(client, plan)


def test_passed_next_step_is_listed_and_flagged_until_the_next_update(client, plan, action, coordinator):
    today = timezone.localdate()
    promised = {"next_step": "Sign the lease", "reported_on": today - timedelta(days=9)}
    UpdateFactory(action=action, next_on=today - timedelta(days=1), **promised)
    page, of_action = page_of(client, plan), reverse("action", args=[plan.city.slug, action.pk])
    assert "Promised step without news" in page
    assert "Sign the lease, promised for" in page
    assert page.count(f'class="small" href="{reverse("update_add", args=[plan.city.slug, action.pk])}"') == 1
    assert "This day has passed" in client.get(of_action).content.decode()
    tell(action, coordinator, next_step="Sign it", next_on=today + timedelta(days=1))
    assert "Promised step without news" not in page_of(client, plan)
    assert "This day has passed" not in client.get(of_action).content.decode()


def test_next_step_of_today_has_not_passed(client, plan, action):
    today = timezone.localdate()
    UpdateFactory(action=action, next_step="Sign", next_on=today, reported_on=today - timedelta(days=1))
    assert "Promised step without news" not in page_of(client, plan)


def test_disputed_update_is_listed_until_its_co_owner_says_otherwise(client, plan, action, coordinator):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    member = MembershipFactory(city=plan.city, partner=named.partner).user
    update = tell(action, coordinator)
    updates.respond(update, stance="dispute", body="Not so.", by=member)
    page = page_of(client, plan)
    assert "Disputed by a co-owner" in page
    assert f"#update-{update.pk}" in page
    further = tell(action, coordinator, body="It has begun now.")
    page = page_of(client, plan)
    assert "Disputed by a co-owner" in page
    assert "an earlier update, of which nothing else was said since" in page
    assert f"#update-{update.pk}" in page
    updates.respond(further, stance="agree", body="", by=member)
    assert "Disputed by a co-owner" not in page_of(client, plan)


def test_disputed_update_is_listed_until_it_is_corrected(client, plan, action, coordinator):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    member = MembershipFactory(city=plan.city, partner=named.partner).user
    update = tell(action, coordinator)
    updates.respond(update, stance="dispute", body="Not so.", by=member)
    tell(action, coordinator, body="It has begun now.")
    assert "Disputed by a co-owner" in page_of(client, plan)
    tell(action, coordinator, body="So it was.", corrects=update)
    assert "Disputed by a co-owner" not in page_of(client, plan)


def test_page_says_what_needs_attention(client, plan, action, coordinator):
    late = ActionFactory(objective=action.objective, due_on=timezone.localdate() - timedelta(days=3), title="Late one")
    named = ActionPartnerFactory(action=action)
    updates.save_draft(action, Told(stage="under_way", body="Half"), by=coordinator)
    page = page_of(client, plan)
    assert "Overdue" in page
    assert f"was due on {late.due_on.day} " in page
    assert f"{named.partner} (asked)" in page
    assert "Your drafts of updates" in page
    assert page.count("No entry named, nor why none is needed") == 4  # two lists, two actions


def test_partner_that_declined_needs_attention(client, plan, action):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER)
    now = timezone.now()
    type(named).objects.filter(pk=named.pk).update(declined_at=now, answered_by=named.asked_by, reason="No staff.")
    assert f"{named.partner} (declined)" in page_of(client, plan)


def test_plan_that_has_all_says_so(client, plan, action):
    action.owner = MembershipFactory(city=plan.city)
    action.save()
    Basis.objects.create(action=action, none_needed=True, note="We only talk.")
    MilestoneFactory(action=action)
    assert "Nothing. Every action has what it needs" in page_of(client, plan)


def test_empty_plan_says_where_to_begin(client, plan):
    assert "Add the first objective" in page_of(client, plan)


def test_buttons_at_the_ends_are_left_out(client, plan, action):
    page = page_of(client, plan)
    assert 'name="up"' not in page
    assert 'name="down"' not in page
    ActionFactory(objective=action.objective)
    page = page_of(client, plan)
    assert page.count('name="up"') == page.count('name="down"') == 1


def test_drafts_of_others_are_not_shown(client, plan, action):
    updates.save_draft(action, Told(stage="under_way", body="Half"), by=coordinator_of(plan.city).user)
    assert "Your drafts of updates" not in page_of(client, plan)


def fill(plan, count):
    """Add full actions to a plan, each below an objective of its own."""
    for _each in range(count):
        action = ActionFactory(objective=ObjectiveFactory(plan=plan), owner=MembershipFactory(city=plan.city))
        ActionPartnerFactory(action=action)
        MilestoneFactory(action=action)
        Basis.objects.create(action=action, entry=EntryPageFactory())
        UpdateFactory(action=action)


def test_queries_do_not_grow_with_the_plan(client, plan):
    counts = []
    for more in (3, 12):
        fill(plan, more)
        for name in ("plan_manage", "plan_publish"):
            url = reverse(name, args=[plan.city.slug])
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 22


def test_queries_of_forms_do_not_grow_with_the_network(client, plan, action):
    url, counts = reverse("action_edit", args=[plan.city.slug, action.pk]), []
    for more in (3, 12):
        for _each in range(more):
            MembershipFactory(city=plan.city)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def draft_of(client, plan):
    answer = client.get(reverse("plan_publish", args=[plan.city.slug]))
    return answer.content.decode(), {"digest": answer.context["digest"], "note": "It begins."}


def test_first_edition_is_published_from_its_draft(client, plan, action):
    page, sent = draft_of(client, plan)
    assert "Insulate ten homes" in page
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert answer["Location"] == reverse("plan_edition", args=[plan.city.slug, 1])
    assert Edition.objects.get().note == "It begins."


def test_draft_shows_what_changes_against_the_last_edition(client, plan, action, coordinator):
    publish(plan)
    actions.change_action(action, seen=1, title="Insulate twelve homes", by=coordinator)
    page, _sent = draft_of(client, plan)
    assert "What changes since edition 1" in page
    assert "twelve" in page
    assert "<del>" in page


def test_edition_without_public_actions_is_refused_with_the_reason(client, plan, action):
    Action.objects.update(visibility=Visibility.PARTNERS)
    page, sent = draft_of(client, plan)
    assert "Nothing to publish yet" in page
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert answer.status_code == 422
    assert "No action is public yet." in answer.content.decode()


def test_edition_that_changes_nothing_is_refused_with_the_reason(client, plan, action):
    publish(plan)
    page, sent = draft_of(client, plan)
    assert "Nothing has changed" in page
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert "Nothing has changed since edition 1." in answer.content.decode()
    assert Edition.objects.count() == 1


def test_edition_that_would_read_the_same_is_not_offered(client, plan, action):
    asked = ActionPartnerFactory(action=action)
    step = MilestoneFactory(action=action, title="First")
    edition = publish(plan)
    asked.accepted_at, asked.answered_by = timezone.now(), asked.asked_by
    asked.save()
    due_on = step.due_on
    step.delete()
    MilestoneFactory(action=action, title="First", due_on=due_on)
    assert checksum(editions.next_payload(plan)) != edition.checksum
    page, sent = draft_of(client, plan)
    assert "Nothing has changed" in page
    assert "Publish it" not in page
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert "Nothing has changed since edition 1." in answer.content.decode()
    assert Edition.objects.count() == 1


def test_edition_in_another_order_is_published(client, plan, action):
    second = ActionFactory(objective=action.objective)
    publish(plan)
    Action.objects.filter(pk=second.pk).update(position=0)
    page, sent = draft_of(client, plan)
    assert "Moved" in page
    client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert Edition.objects.count() == 2


def test_draft_that_was_not_read_is_not_published(client, plan, action, coordinator):
    _page, sent = draft_of(client, plan)
    actions.change_action(action, seen=1, title="Changed meanwhile", by=coordinator)
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert answer.status_code == 422
    assert "The plan changed since you opened this page." in answer.content.decode()
    assert f'value="{answer.context["digest"]}"' in answer.content.decode()
    assert "It begins." in answer.content.decode()
    assert not Edition.objects.exists()


def test_edition_sent_twice_is_published_once(client, plan, action):
    _page, sent = draft_of(client, plan)
    url = reverse("plan_publish", args=[plan.city.slug])
    client.post(url, sent)
    assert "Nothing has changed since edition 1." in client.post(url, sent).content.decode()


@pytest.mark.parametrize("note", ["x" * 1001, "x\x00"])
def test_note_that_cannot_be_is_refused(client, plan, action, note):
    _page, sent = draft_of(client, plan)
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), {**sent, "note": note})
    assert (answer.status_code, Edition.objects.count()) == (422, 0)


def test_archived_plan_is_not_published(client, plan, action, coordinator):
    _page, sent = draft_of(client, plan)
    plans.archive_plan(plan, by=coordinator)
    answer = client.post(reverse("plan_publish", args=[plan.city.slug]), sent)
    assert answer.status_code == 422
    assert "This plan is archived" in answer.content.decode()

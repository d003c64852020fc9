"""The page of a city's plan: which text it shows to whom, its filters, and what is said beside a stage."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from cities.plans.choices import Outlook, Part, Stage, Stance, Visibility
from cities.plans.models import Action, PlanVisit
from cities.plans.services import editions, updates
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db

PLAN = "/cities/leeds/plan/"


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def plan(leeds):
    return PlanFactory(city=leeds, title="Plan of Leeds")


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan, title="Warm homes"), title="Warm the homes")


def read(client, query="") -> str:
    response = client.get(PLAN + query)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> str:
    """Return what stands in the tables of actions."""
    return page.partition('id="actions"')[2].partition('id="timeline"')[0]


def test_city_without_a_plan_says_so_and_what_a_plan_is(client, leeds):
    page = read(client)
    assert "Leeds has no action plan yet" in page
    assert "What an action plan is" in page
    assert "Begin a plan" not in page


def test_unknown_city_is_not_found(client, db):
    assert client.get("/cities/nowhere/plan/").status_code == 404


def test_plan_without_an_edition_is_not_read_by_the_public(client, action):
    page = read(client)
    assert "Warm the homes" not in page
    assert "Leeds has no action plan yet" in page


def test_network_reads_the_working_text_and_may_read_the_edition(client, plan, action, leeds):
    publish(plan)
    Action.objects.filter(pk=action.pk).update(title="Warm all the homes")
    assert "Warm the homes" in read(client)
    client.force_login(MembershipFactory(city=leeds).user)
    working, edition = read(client), read(client, "?text=edition")
    assert "Warm all the homes" in working
    assert "Working text." in working
    assert "Warm all the homes" not in edition
    assert "Edition 1" in edition


def test_public_does_not_read_the_working_text_by_an_address(client, plan, action):
    publish(plan)
    ActionFactory(objective=action.objective, title="Secret action", visibility=Visibility.PARTNERS)
    client.force_login(UserFactory())
    assert "Secret action" not in read(client, "?text=working")


def test_what_somebody_signed_in_reads_is_kept_by_nobody(client, plan, action, leeds):
    publish(plan)
    client.force_login(MembershipFactory(city=leeds).user)
    assert "no-store" in client.get(PLAN)["Cache-Control"]


def test_summary_counts_stages_in_words(client, plan, action):
    other = ActionFactory(objective=action.objective)
    publish(plan)
    UpdateFactory(action=action, stage=Stage.DONE)
    UpdateFactory(action=other, outlook=Outlook.AT_RISK)
    page = read(client)
    assert "1 of 2 done." in page
    assert "1 at risk or off track." in page
    assert 'data-s="done"' in page


def test_overdue_action_says_who_is_asked(client, plan, action):
    lead = ActionPartnerFactory(action=action, accepted=True)
    publish(plan)
    edition = plan.editions.get()
    assert "overdue" not in read(client).partition('id="actions"')[0]
    Action.objects.filter(pk=action.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    publish(plan, note=f"After {edition.number}")
    page = read(client).partition('id="actions"')[0]
    assert "1 action is overdue" in page
    assert f"{lead.partner.organisation.name} leads it and is asked for an update." in page


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "yesterday"), (5, "5 days ago")])
def test_overdue_action_says_when_it_was_told_of_last(client, plan, action, days, said):
    Action.objects.filter(pk=action.pk).update(due_on=timezone.localdate() - timedelta(days=9))
    publish(plan)
    then = timezone.now() - timedelta(days=days)
    UpdateFactory(action=action, published_at=then, reported_on=timezone.localdate(then))
    assert f"Last update {said}." in read(client)


def test_page_says_who_stands_behind_the_edition(client, plan, action):
    publish(plan)
    assert "Endorsed by" not in read(client)
    member = MembershipFactory(city=plan.city, partner=PartnerFactory(city=plan.city)).user
    edition = plan.editions.get()
    editions.endorse(edition, by=member)
    page = read(client)
    assert f"Endorsed by {edition.endorsements.get().partner.organisation.name}." in page
    assert f'href="{PLAN}editions/1/#endorsed"' in page


def test_empty_plan_counts_nothing_and_has_no_filter(client, plan):
    client.force_login(coordinator_of(plan.city).user)
    page = read(client)
    assert "shown</p>" not in page
    assert '<form class="filter' not in page


def test_filters_are_unfolded_once_one_is_set(client, plan, action):
    publish(plan)
    assert '<details class="fold noprint" >' in read(client)
    assert '<details class="fold noprint" open>' in read(client, "?stage=proposed")


def test_done_action_is_never_overdue(client, plan, action):
    Action.objects.filter(pk=action.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    publish(plan)
    UpdateFactory(action=action, stage=Stage.DONE)
    assert "is overdue" not in read(client)


def test_silence_beyond_the_interval_is_said(client, plan, action):
    publish(plan)
    long_ago = timezone.now() - timedelta(days=plan.review_interval + 10)
    UpdateFactory(action=action, published_at=long_ago, reported_on=long_ago.date())
    assert f"No update for {plan.review_interval + 10} days" in rows(read(client))


def test_dispute_stands_beside_the_stage(client, plan, action):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    publish(plan)
    update = tell(action, coordinator_of(plan.city).user)
    member = MembershipFactory(city=plan.city, partner=named.partner).user
    updates.respond(update, stance=Stance.DISPUTE, body="Not so.", by=member)
    assert "Disputed" in rows(read(client))
    assert "1 disputed." in read(client)
    assert "1 of 1 shown" in read(client, "?time=disputed")
    further = tell(action, coordinator_of(plan.city).user)
    assert "An earlier update is disputed" in rows(read(client))
    assert "1 disputed." in read(client)
    updates.respond(further, stance=Stance.AGREE, body="", by=member)
    assert "disputed." not in read(client)
    assert "0 of 1 shown" in read(client, "?time=disputed")


def test_partner_that_has_not_answered_is_said_to_be_asked(client, plan, action):
    asked = ActionPartnerFactory(action=action)
    publish(plan)
    assert "(asked)" in rows(read(client))
    asked.accepted_at, asked.answered_by = timezone.now(), asked.asked_by
    asked.save()
    assert "(asked)" not in rows(read(client))
    asked.accepted_at, asked.declined_at = None, timezone.now()
    asked.save()
    assert "(declined)" in rows(read(client))


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("stage=under_way", {"Alpha"}),
        ("outlook=at_risk", {"Alpha"}),
        ("theme=energy", {"Beta"}),
        ("entry=none", {"Beta"}),
        ("time=overdue", {"Beta"}),
        ("q=ALPHA+what", {"Alpha"}),
        ("q=alpha&theme=energy", set()),
        ("stage=nonsense", {"Alpha", "Beta"}),
    ],
)
def test_filter_is_in_the_address(client, plan, query, kept):
    one = ActionFactory(objective=ObjectiveFactory(plan=plan), title="Alpha")
    late = timezone.localdate() - timedelta(days=1)
    two = ActionFactory(objective=ObjectiveFactory(plan=plan, theme="energy"), title="Beta", due_on=late)
    two.bases.create(none_needed=True, note="The council owns it.")
    one.bases.create(entry=EntryPageFactory())
    publish(plan)
    UpdateFactory(action=one, outlook=Outlook.AT_RISK)
    page = rows(read(client, f"?{query}"))
    assert {title for title in ("Alpha", "Beta") if f" {title}</a></th>" in page} == kept
    assert f"{len(kept)} of 2 shown" in page


def test_filter_by_lead_and_by_entry(client, plan, action):
    named = ActionPartnerFactory(action=action, accepted=True)
    entry = EntryPageFactory()
    action.bases.create(entry=entry)
    ActionFactory(objective=action.objective, title="Another")
    publish(plan)
    for query in (f"?lead={named.partner_id}", f"?entry={entry.number.replace(' ', '+')}"):
        page = rows(read(client, query))
        assert "Warm the homes" in page
        assert "Another" not in page
        assert f'href="{PLAN}">Show everything' in page


def test_filter_of_an_edition_keeps_to_the_edition(client, plan, action, leeds):
    publish(plan)
    client.force_login(MembershipFactory(city=leeds).user)
    assert '<input type="hidden" name="text" value="edition">' in read(client, "?text=edition")


def test_unknown_value_of_a_filter_is_named(client, plan, action):
    publish(plan)
    assert "Nothing here is called “nonsense”" in read(client, "?theme=nonsense")


def test_basis_that_was_unpublished_is_said_and_not_linked(client, plan, action):
    entry = EntryPageFactory()
    action.bases.create(entry=entry)
    publish(plan)
    assert f'href="{entry.url}"' in read(client)
    entry.unpublish()
    page = read(client)
    assert "not published now" in page
    assert f'href="{entry.url}"' not in page


def test_timeline_is_also_a_table(client, plan, action):
    publish(plan)
    page = read(client).partition('id="timeline"')[2]
    assert page.count('class="bar"') == 1
    assert "Start and due date of each action" in page


def test_timeline_without_dates_is_not_drawn(client, plan, action):
    Action.objects.update(starts_on=None, due_on=None)
    publish(plan)
    assert 'id="timeline"' not in read(client)


def test_visit_of_the_network_is_noted_and_of_nobody_else(client, plan, action, leeds):
    publish(plan)
    read(client)
    client.force_login(UserFactory())
    read(client)
    assert not PlanVisit.objects.exists()
    member = MembershipFactory(city=leeds).user
    client.force_login(member)
    read(client)
    before = timezone.now() - timedelta(days=7)
    PlanVisit.objects.update(last_at=before)
    read(client)
    read(client)
    seen = PlanVisit.objects.get(user=member)
    assert seen.before_at == before


def test_tab_of_the_plan_is_on_the_pages_of_the_city(client, leeds):
    assert f'href="{PLAN}"' in client.get("/cities/leeds/").content.decode()


@pytest.mark.parametrize("count", [3, 100])
def test_plan_page_takes_at_most_fifteen_queries(client, plan, count, django_assert_max_num_queries):
    objective, partner, entry = ObjectiveFactory(plan=plan), PartnerFactory(city=plan.city), EntryPageFactory()
    for _place in range(count):
        action = ActionFactory(objective=objective)
        ActionPartnerFactory(action=action, partner=partner, accepted=True)
        action.bases.create(entry=entry)
        UpdateFactory(action=action)
    publish(plan)
    with django_assert_max_num_queries(15):
        page = read(client)
    assert page.count('class="bar"') == count


def test_files_are_of_the_whole_plan_and_members_choose_the_text(client, plan, action, leeds):
    publish(plan)
    page = read(client, "?stage=proposed")
    assert "Download the whole plan" in page
    assert 'href="/cities/leeds/plan.xlsx"' in page
    assert "text=working" not in page.partition("Download the whole plan")[2].partition("</div>")[0]
    client.force_login(MembershipFactory(city=leeds).user)
    box = read(client).partition("Download the whole plan")[2].partition("</div>")[0]
    assert "The edition:" in box
    assert "The working text:" in box
    for kind in ("xlsx", "csv", "json"):
        assert f'href="/cities/leeds/plan.{kind}"' in box
        assert f'href="/cities/leeds/plan.{kind}?text=working"' in box


def test_latest_updates_are_listed_newest_first(client, plan, action, leeds):
    partner = PartnerFactory(city=leeds)
    now = timezone.now()
    for days in range(7):
        UpdateFactory(action=action, published_at=now - timedelta(days=days), partner=partner, by=plan.created_by)
    hidden = ActionFactory(objective=action.objective, visibility=Visibility.PARTNERS, title="Not yet")
    assert "Latest updates" not in read(client)
    publish(plan)
    UpdateFactory(action=hidden, by=plan.created_by)
    block = read(client).partition('id="latest"')[2].partition("</section>")[0]
    assert block.count("<li") == 5
    assert block.count(partner.organisation.name) == 5
    assert "Not yet" not in block
    days = [block.index(date_format(timezone.localdate() - timedelta(days=ago), "j F Y")) for ago in range(5)]
    assert days == sorted(days)
    assert "Under way" in block
    assert f"Updated {date_format(timezone.localdate(), 'j M Y')}" in rows(read(client))


def test_words_are_looked_for_in_the_title_of_the_objective(client, plan, action):
    ActionFactory(objective=ObjectiveFactory(plan=plan, title="Power"), title="Sell it")
    publish(plan)
    left = rows(read(client, "?q=warm+homes+warm"))
    assert "Warm the homes" in left
    assert "Sell it" not in left
    assert "Sell it" in rows(read(client, "?q=power"))


def test_filter_carries_over_to_print(client, plan, action):
    publish(plan)
    assert 'href="/cities/leeds/plan/print/?theme=housing&amp;q=warm"' in read(client, "?theme=housing&q=warm")
    assert 'href="/cities/leeds/plan/print/"' in read(client)

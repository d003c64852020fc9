"""What pages of the rooms below show of plans: on a city, an entry and a precedent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.plans.choices import Stage, Visibility
from cities.plans.models import Action
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    EntryPageFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
    UpdateFactory,
)
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db

HEADING = "Actions that use this"


@pytest.fixture
def plan(tree):
    return PlanFactory(city=CityFactory(name="Leeds"))


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Warm the homes")


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", ["entry", "precedent"])
def test_page_lists_the_published_actions_that_use_it(client, plan, action, kind):
    page = EntryPageFactory() if kind == "entry" else PrecedentPageFactory()
    lead = ActionPartnerFactory(action=action, accepted=True)
    action.bases.create(**{kind: page})
    assert HEADING not in read(client, page.url)
    publish(plan)
    UpdateFactory(action=action, stage=Stage.PAUSED)
    Action.objects.filter(pk=action.pk).update(title="A working title")
    listed = read(client, page.url).partition(HEADING)[2]
    assert f'href="/cities/leeds/plan/actions/{action.pk}/">Warm the homes' in listed
    assert f"Leeds, action 1 · {lead.partner.organisation.name} · Paused" in listed
    assert "A working title" not in listed


def test_action_that_is_not_published_is_not_listed(client, plan, action):
    entry = EntryPageFactory()
    hidden = ActionFactory(objective=action.objective, title="Hidden", visibility=Visibility.PARTNERS)
    hidden.bases.create(entry=entry)
    publish(plan)
    assert HEADING not in read(client, entry.url)


def test_action_that_no_longer_uses_it_is_not_listed(client, plan, action):
    entry = EntryPageFactory()
    basis = action.bases.create(entry=entry)
    publish(plan)
    assert HEADING in read(client, entry.url)
    basis.delete()
    publish(plan)
    assert HEADING not in read(client, entry.url)


@pytest.mark.parametrize("count", [3, 30])
def test_entry_that_many_use_takes_at_most_twelve_queries(client, tree, count, django_assert_max_num_queries):
    entry = EntryPageFactory()
    for _place in range(count):
        action = ActionFactory()
        action.bases.create(entry=entry)
        UpdateFactory(action=action)
        publish(action.plan)
    with django_assert_max_num_queries(12):
        page = read(client, f"{entry.url}?nation=scotland&x=1")
    assert page.count("action 1 · ") == count


def test_city_shows_its_plan_in_brief(client, plan, action):
    assert "None is published yet." in read(client, "/cities/leeds/")
    late = timezone.localdate() - timedelta(days=2)
    ActionFactory(objective=action.objective, due_on=late)
    done = ActionFactory(objective=action.objective, due_on=late)
    publish(plan)
    UpdateFactory(action=done, stage=Stage.DONE)
    card = read(client, "/cities/leeds/").partition('id="plan"')[2].partition("</section>")[0]
    assert "3 actions." in card
    assert "1 is overdue." in card
    assert "Edition 1" in card
    assert card.count('class="st"') == 2

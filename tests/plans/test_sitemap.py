"""Search engines are told of what is published, and of nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.plans.choices import Visibility
from cities.plans.services import plans
from tests.factories import ActionFactory, CityFactory, ObjectiveFactory, PlanFactory, UpdateFactory
from tests.factories.plans import coordinator_of, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(tree):
    return PlanFactory(city=CityFactory(name="Leeds", slug="leeds"))


def read(client):
    return client.get("/sitemap.xml").content.decode()


def test_sitemap_lists_what_is_published(client, plan):
    objective = ObjectiveFactory(plan=plan)
    shown = ActionFactory(objective=objective)
    inner = ActionFactory(objective=objective, visibility=Visibility.PARTNERS)
    publish(plan)
    later = ActionFactory(objective=objective)
    tomorrow = timezone.now() + timedelta(days=1)
    UpdateFactory(action=inner, published_at=tomorrow)
    text = read(client)
    assert "/cities/leeds/plan/</loc>" in text
    assert f"/cities/leeds/plan/actions/{shown.pk}/</loc>" in text
    assert f"/actions/{inner.pk}/" not in text
    assert f"/actions/{later.pk}/" not in text
    assert f"{tomorrow:%Y-%m-%d}" not in text
    assert "/cities/powers/</loc>" in text


def test_sitemap_says_when_something_was_told(client, plan):
    action = ActionFactory(objective=ObjectiveFactory(plan=plan))
    publish(plan)
    tomorrow = timezone.now() + timedelta(days=1)
    UpdateFactory(action=action, published_at=tomorrow)
    assert read(client).count(f"<lastmod>{tomorrow:%Y-%m-%d}") == 2


def test_sitemap_leaves_out_plans_that_are_not_published_or_archived(client, plan):
    ActionFactory(objective=ObjectiveFactory(plan=plan))
    assert "/leeds/plan/" not in read(client)
    publish(plan)
    plans.archive_plan(plan, by=coordinator_of(plan.city).user)
    assert "/leeds/plan/" not in read(client)

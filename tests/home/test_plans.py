"""The home page leads to the plans of the cities."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from cities.plans.choices import Stage
from cities.plans.reading.using import read_published
from tests.factories import ActionFactory, CityFactory, ObjectiveFactory, PlanFactory, UpdateFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db
PROGRESS = 'href="/cities/progress/"'


def planned(name: str, *, late: int = 0, done: int = 0) -> None:
    """Publish a plan with an action that is in time, some that are late, and some that were done late."""
    objective = ObjectiveFactory(plan=PlanFactory(city=CityFactory(name=name)))
    ActionFactory(objective=objective)
    overdue = ActionFactory.create_batch(late + done, objective=objective, due_on=localdate() - timedelta(days=1))
    publish(objective.plan)
    for action in overdue[:done]:
        UpdateFactory(action=action, stage=Stage.DONE)


def test_home_says_how_many_cities_have_published_a_plan(client, tree):
    planned("Leeds", late=2, done=1)
    planned("Cardiff", late=1)
    page = client.get("/").content.decode()
    assert "2 cities have published an action plan · 3 actions are overdue" in page
    assert PROGRESS in page


def test_home_is_silent_about_what_nobody_has_published(client, tree):
    ActionFactory(due_on=localdate() - timedelta(days=1))
    assert PROGRESS not in client.get("/").content.decode().partition('id="cities"')[2].partition("</section>")[0]


def test_nothing_overdue_is_not_said(client, tree):
    planned("Leeds")
    page = client.get("/").content.decode()
    assert "1 city has published an action plan</a>" in page


def test_one_query_however_many_plans(django_assert_num_queries):
    planned("Leeds", late=2)
    planned("Cardiff", done=2)
    with django_assert_num_queries(1):
        assert read_published() == (2, 2)

"""Generated plans: as many actions as are asked for, marked, published, and what the pages of plans expect."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from cities.plans import load
from cities.plans.models import Action, ActionPartner, Edition, EditionAction, Objective, Response, Update
from cities.plans.reading.plan import PlanReading
from portal.accounts.models import User
from portal.supervisor.trouble import Trouble
from tests.factories import CityFactory, EntryPageFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities():
    return [CityFactory(name=name) for name in ("Leeds", "Glasgow")]


def generate(number: int) -> str:
    out = StringIO()
    call_command("generate_load", actions=number, stdout=out)
    return out.getvalue()


def test_load_makes_published_plans_in_every_city(cities):
    EntryPageFactory()
    assert "61 made" in generate(61)
    assert sorted(len(PlanReading(city, None).lines) for city in cities) == [30, 31]
    assert {edition.plan.city for edition in Edition.objects.all()} == set(cities)
    reading = PlanReading(cities[0], None)
    assert len(reading.by_stage) > 1
    assert Response.objects.filter(stance="dispute").exists()
    assert all(action.entries for action in EditionAction.objects.all())


def test_load_is_marked_and_its_writer_cannot_sign_in(cities):
    generate(8)
    writer = User.objects.get(email=load.WRITER)
    assert writer.is_demonstration
    assert not writer.has_usable_password()
    assert all("(generated)" in edition.payload["plan"]["title"] for edition in Edition.objects.all())


def test_load_brings_what_is_there_up_to_the_number(cities):
    generate(8)
    first = list(Action.objects.order_by("pk").values_list("pk", flat=True))
    assert "12 made" in generate(20)
    assert "0 made" in generate(10)
    assert list(Action.objects.order_by("pk").values_list("pk", flat=True))[:8] == first
    assert Action.objects.count() == 20
    assert len(PlanReading(cities[0], None).lines) == 10


def test_load_leaves_plans_of_people_alone(cities):
    PlanFactory(city=cities[0])
    generate(10)
    assert not cities[0].plans.get().actions.exists()
    PlanFactory(city=CityFactory())
    Action.objects.filter(plan__city=cities[1]).count()
    cities[1].plans.update(created_by=PlanFactory().created_by)
    with pytest.raises(Trouble, match="no city without a plan"):
        load.generate_actions(20)


def test_load_works_in_batches(cities, django_assert_max_num_queries, monkeypatch):
    generate(4)
    counts = []
    for number in (40, 400):
        with django_assert_max_num_queries(250) as counted:
            generate(number)
        counts.append(len(counted))
    objectives = Objective.objects.count()
    assert counts[1] - counts[0] < 2 * objectives, "objectives are looked for and made one by one, and nothing else is"
    assert Update.objects.count() > 400
    assert ActionPartner.objects.count() == 1200

"""The demonstration plans: true to every rule, marked, made once, and quickly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from cities.places.demo.cast import FOCUS, MARK
from cities.plans.choices import Stage, Stance, Visibility
from cities.plans.demo.loading import SCRIPTS
from cities.plans.models import (
    Action,
    ActionAdvice,
    ActionPartner,
    ActionPlan,
    Basis,
    Edition,
    Endorsement,
    Evidence,
    Response,
    Update,
)
from cities.plans.reading.plan import PlanReading
from cities.plans.services import plans
from handbooks.models import StarterRecord
from handbooks.starter import files
from portal.accounts.models import User
from tests.factories import CityFactory, EntryPageFactory, PrecedentPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo-plans")]  # the demonstration is loaded once

NATIONS = {"glasgow": "scotland"}
KEYS = sorted({key for script in SCRIPTS for item in script.items for key in item.rests_on})


def make_cities() -> None:
    for slug in FOCUS:
        CityFactory(name=slug.title(), slug=slug, nation=NATIONS.get(slug, "england"))


def make_starter() -> None:
    """Make as few pages as will do for all that the plans rest on: no action rests on one page twice."""
    items = [item.rests_on for script in SCRIPTS for item in script.items]
    pages: dict[str, list[int]] = {"entry": [], "precedent": []}
    made: dict[str, int] = {}
    for key in KEYS:
        kind = key.partition(":")[0]
        taken = {made.get(other) for keys in items if key in keys for other in keys}
        free = next((pk for pk in pages[kind] if pk not in taken), None)
        if free is None:
            free = (EntryPageFactory() if kind == "entry" else PrecedentPageFactory()).pk
            pages[kind].append(free)
        made[key] = free
        StarterRecord.objects.create(key=key, digest="0" * 64, object_id=free)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once for all tests of this module that only read or undo what they did."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(VAR_DIR=folder):
        make_cities()
        make_starter()
        load()
        yield
        transaction.set_rollback(True)


def load() -> None:
    call_command("load_demo", verbosity=0)


def test_demo_plans_rest_on_entries_of_their_own_nation():
    nations = {
        f"entry:{audience}:{row['slug']}": row["nations"]
        for audience in ("local_government", "civil_society")
        for row in files.read(audience)["entries"]
    }
    for script in SCRIPTS:
        for item in script.items:
            for key in item.rests_on:
                if key.startswith("entry:"):
                    assert NATIONS.get(script.city, "england") in nations[key], (script.city, key)


def test_demo_without_starter_content_makes_no_plan():
    make_cities()
    load()
    assert not ActionPlan.objects.exists()


def test_demo_gives_each_focus_city_a_plan_that_shows_every_stage(shown):
    for city in [plan.city for plan in ActionPlan.objects.select_related("city")]:
        reading = PlanReading(city, None)
        assert MARK in reading.plan.title
        assert "This plan is an example" in reading.text.vision
        assert {stage for stage, _count in reading.by_stage} == set(Stage), city.slug
        assert reading.overdue, city.slug
        assert reading.stale, city.slug
        visible = set(Action.objects.filter(plan=reading.plan).values_list("visibility", flat=True))
        assert visible == set(Visibility)
        assert 8 <= len(reading.lines) <= 12
        themes = {line.text.objective.theme for line in reading.lines}
        assert themes == {"housing", "energy", "finance", "procurement-commissioning"}
    assert ActionPlan.objects.count() == len(FOCUS)


def test_demo_shows_answers_of_every_kind(shown):
    stances = Response.objects.values_list("update__action__plan__city__slug", "stance").distinct()
    assert {(slug, stance) for slug in FOCUS for stance in (Stance.DISPUTE, Stance.PARTLY)} <= set(stances)
    assert ActionPartner.objects.asked().exists()
    assert ActionPartner.objects.filter(declined_at__isnull=False).exists()
    assert Update.objects.filter(corrects__isnull=False).count() == 1
    assert ActionAdvice.objects.values("action__plan").distinct().count() == len(FOCUS)
    assert Basis.objects.filter(none_needed=True).exists()


def test_demo_publishes_two_editions_that_differ(shown):
    for plan in ActionPlan.objects.all():
        second, first = plan.editions.all()
        assert second.checksum != first.checksum
        assert first.published_at < second.published_at < timezone.now() - timedelta(days=30)
        titles = [{action["title"] for action in edition.payload["actions"]} for edition in (first, second)]
        assert titles[0] != titles[1]
        assert second.endorsements.exists()


def test_demo_marks_all_evidence_and_names_no_real_organisation(shown):
    assert all(MARK in evidence.title and MARK in evidence.publisher for evidence in Evidence.objects.all())
    assert all(evidence.url.startswith("https://example.org/") for evidence in Evidence.objects.all())
    named = ActionPartner.objects.values_list("partner__organisation__name", flat=True)
    assert all(MARK in name for name in named)


def test_demo_again_changes_nothing(shown):
    models = (ActionPlan, Action, ActionPartner, Update, Evidence, Response, Edition, Endorsement)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    load()
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_demo_leaves_a_city_alone_that_ended_its_plan(shown):
    plan = ActionPlan.objects.get(city__slug="leeds")
    plans.archive_plan(plan, by=User.objects.get(email="coordinator-leeds@demo.example"))
    load()
    assert not ActionPlan.objects.live().filter(city__slug="leeds").exists()

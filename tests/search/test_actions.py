"""Plans and actions in the search: as last published, with what happened live, and never the working text."""

from __future__ import annotations

import pytest

from cities.plans.choices import Stage, Visibility
from cities.plans.models import Basis
from cities.plans.services import plans
from cities.plans.services.actions import change_action
from cities.plans.services.redaction import redact
from portal.search import index
from portal.search.models import Passage
from tests.factories import (
    ActionFactory,
    CityFactory,
    EntryPageFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    city = CityFactory(name="Glasgow", slug="glasgow", nation="scotland")
    return PlanFactory(city=city, title="Heat for all")


@pytest.fixture
def coordinator(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def action(plan, coordinator):
    objective = ObjectiveFactory(plan=plan, theme="energy")
    return ActionFactory(
        objective=objective, title="Dig for heat", summary="Two mines hold quixotic warmth.", outcome="Warm closes."
    )


def found(client, words, **filters):
    response = client.get("/search/", {"q": words, **filters})
    assert response.status_code == 200
    return response.content.decode()


def words_kept():
    return " ".join(f"{row.title} {row.heading} {row.text} {row.also} {row.detail}" for row in Passage.objects.all())


def test_published_action_is_found_with_its_plan_and_address(client, plan, action):
    publish(plan)
    text = found(client, "quixotic warmth")
    assert f"/cities/glasgow/plan/actions/{action.pk}/" in text
    assert "Glasgow · Proposed · Heat for all" in text
    assert "Action of a city" in text


def test_action_is_filtered_by_kind_theme_and_nation(client, plan, action):
    publish(plan)
    for chosen, is_there in (
        ({"kind": "action"}, True),
        ({"kind": "entry"}, False),
        ({"theme": "energy"}, True),
        ({"theme": "housing"}, False),
        ({"nation": "scotland"}, True),
        ({"nation": "wales"}, False),
    ):
        assert (f"/actions/{action.pk}/" in found(client, "quixotic", **chosen)) == is_there, chosen


def test_action_is_found_by_what_it_rests_on(client, tree, plan, action):
    entry = EntryPageFactory(title="Zone the heat")
    Basis.objects.create(action=action, entry=entry)
    publish(plan)
    assert f"/actions/{action.pk}/" in found(client, "zone", kind="action")


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.PARTNERS, Visibility.PUBLIC])
def test_working_text_is_never_in_the_index(client, plan, action, coordinator, visibility):
    publish(plan)
    inner = ActionFactory(objective=action.objective, title="Zanzibar", visibility=visibility)
    change_action(action, seen=1, title="Xylophone", by=coordinator)
    plans.change_plan(plan, seen=1, title="Xylophones for all", by=coordinator)
    tell(inner, coordinator, body="Zanzibar is near.")
    tell(action, coordinator, body="The shaft is open.")
    index.rebuild()
    assert "Zanzibar" not in words_kept()
    assert "Xylophone" not in words_kept()
    assert "The shaft is open." in words_kept()
    client.force_login(coordinator)
    assert "Nothing was found" in found(client, "zanzibar")


def test_action_of_a_plan_without_an_edition_is_not_found(client, plan, action, coordinator):
    tell(action, coordinator)
    index.rebuild()
    assert not Passage.objects.exclude(kind="kit").exists()


def test_latest_update_takes_the_place_of_the_one_before(client, plan, action, coordinator):
    publish(plan)
    tell(action, coordinator, body="Pumps were ordered.")
    latest = tell(action, coordinator, stage=Stage.PAUSED, body="Drilling waits.")
    assert "Pumps" not in words_kept()
    assert "Paused" in words_kept()
    assert f"#update-{latest.pk}" in found(client, "drilling")


def test_next_edition_replaces_the_text(client, plan, action, coordinator):
    publish(plan)
    change_action(action, seen=1, summary="One mine is enough.", by=coordinator)
    publish(plan)
    assert "quixotic" not in words_kept()
    assert "One mine is enough." in words_kept()


def test_archived_plan_leaves_the_index(client, plan, action, coordinator):
    publish(plan)
    assert set(Passage.objects.values_list("kind", flat=True)) == {"action", "plan", "kit"}
    plans.archive_plan(plan, by=coordinator)
    assert not Passage.objects.filter(kind__in=["action", "plan"]).exists()
    assert index.rebuild().kinds == {"kit": 1}


def addresses(client, words):
    """Return where the results of a search lead, the best first."""
    return [result.url.partition("#")[0] for result in client.get("/search/", {"q": words}).context["found"].items]


@pytest.fixture
def other_plans(tree, plan, action):
    """Two published plans, an entry and precedents that share words with them."""
    bristol = CityFactory(name="Bristol", slug="bristol")
    for objective in (
        ObjectiveFactory(plan=PlanFactory(city=bristol, title="Bristol 2030"), theme="energy", title="Heat and power"),
        ObjectiveFactory(plan=plan, theme="housing", title="Homes that stay warm"),
    ):
        for number in range(6):
            ActionFactory(objective=objective, title=f"Measure {number}", summary="A plan for action.")
        publish(objective.plan)
    EntryPageFactory(title="Local area energy plan", summary="An action plan for energy in Glasgow and elsewhere.")
    for number in range(2):
        PrecedentPageFactory(
            title=f"Glasgow energy plan {number}", summary="Glasgow made an energy action plan and a plan of action."
        )
    return bristol


@pytest.mark.parametrize("words", ["glasgow action plan", "action plan glasgow", "glasgow energy plan", "glasgow plan"])
def test_plan_of_a_city_is_found_first_by_its_name(client, other_plans, words):
    assert addresses(client, words)[0] == "/cities/glasgow/plan/"
    assert "/cities/bristol/plan/" not in addresses(client, words)[:3]


def test_plan_is_found_by_its_vision_and_objectives_and_leads_to_them(client, plan, action, other_plans):
    assert addresses(client, "money that stay here")[0] in ("/cities/glasgow/plan/", "/cities/bristol/plan/")
    assert addresses(client, "homes stay warm")[0] == "/cities/glasgow/plan/"
    assert f"/cities/glasgow/plan/#objective-{plan.objectives.last().pk}" in found(client, "homes stay warm")


def test_actions_are_found_by_their_city_plan_and_objective(client, plan, action, other_plans):
    for words in ("glasgow action plan", "glasgow homes that stay warm", "glasgow plan measure"):
        own = [url for url in addresses(client, words) if url.startswith("/cities/glasgow/plan/actions/")]
        assert len(own) >= 4, words


def test_words_that_were_removed_are_found_no_more(plan, action, coordinator):
    publish(plan)
    update = tell(action, coordinator, body="Mrs Someone said so.")
    assert "Someone" in words_kept()
    redact(update, by=UserFactory(groups=["Administrators"]), reason="She asked.")
    assert "Someone" not in words_kept()


def test_rebuild_changes_nothing_that_the_acts_wrote(plan, action, coordinator):
    publish(plan)
    tell(action, coordinator)
    tally = index.rebuild()
    assert (tally.written, tally.removed, tally.kinds) == (0, 0, {"plan": 1, "action": 1, "kit": 1})


def test_publishing_takes_as_many_queries_for_many_actions(plan, action, django_assert_max_num_queries):
    for _number in range(40):
        ActionFactory(objective=action.objective)
    coordinator_of(plan.city)
    with django_assert_max_num_queries(40):
        publish(plan)
    assert Passage.objects.filter(kind="action", is_lead=True).count() == 41


def test_showing_actions_takes_one_query_more_than_pages(client, plan, action, django_assert_max_num_queries):
    for number in range(9):
        ActionFactory(objective=action.objective, title=f"Quixotic {number}", summary="Quixotic.")
    publish(plan)
    found(client, "quixotic")
    with django_assert_max_num_queries(14):
        assert found(client, "quixotic").count("/plan/actions/") >= 10

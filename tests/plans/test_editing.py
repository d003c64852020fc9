"""Pages where the text of a plan is changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.places.models import City
from cities.plans.choices import Visibility
from cities.plans.models import Action, ActionPlan, Objective
from cities.plans.services import actions, plans
from tests.factories import ActionFactory, CityFactory, MembershipFactory, ObjectiveFactory, PlanFactory
from tests.factories.plans import coordinator_of, publish
from tests.plans.editing import address, browser_of, text_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan))


@pytest.fixture
def coordinator(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


def frame(**changed):
    today = timezone.localdate()
    sent = {"title": "Plan of Leeds", "vision": "", "starts_on": today, "ends_on": today + timedelta(days=700)}
    return {**sent, "review_interval": 90, **changed}


def test_plan_is_begun_by_a_coordinator():
    city = CityFactory()
    client = browser_of(coordinator_of(city).user)
    url = reverse("plan_begin", args=[city.slug])
    assert client.get(url).status_code == 200
    assert client.post(url, frame())["Location"] == reverse("plan_manage", args=[city.slug])
    assert ActionPlan.objects.get(city=city).title == "Plan of Leeds"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ends_on": "2020-01-01"}, "The plan must end after it starts."),
        ({"title": ""}, "Fill this in."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"title": "Null\x00"}, "Null characters are not allowed."),
        ({"vision": "Null\x00"}, "Null characters are not allowed."),
        ({"vision": "x" * 3001}, "at most 3,000 characters"),
        ({"review_interval": "1000000000000000000000"}, "Give 366 or less."),
        ({"starts_on": "31/02/2026"}, "Give a date"),
    ],
)
def test_frame_that_cannot_be_is_refused_beside_its_field(changed, said):
    city = CityFactory()
    client = browser_of(coordinator_of(city).user)
    answer = client.post(reverse("plan_begin", args=[city.slug]), frame(**changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ActionPlan.objects.exists()


def test_second_plan_is_refused(client, plan):
    answer = client.post(reverse("plan_begin", args=[plan.city.slug]), frame())
    assert (answer.status_code, ActionPlan.objects.count()) == (422, 1)
    assert "This city has an action plan already." in answer.content.decode()


def test_frame_is_changed(client, plan):
    client.post(reverse("plan_edit", args=[plan.city.slug]), frame(title="New", seen=1))
    plan.refresh_from_db()
    assert (plan.title, plan.version) == ("New", 2)


def test_objective_is_added_changed_and_removed(client, plan):
    slug = plan.city.slug
    client.post(reverse("objective_add", args=[slug]), {"title": "Homes", "theme": "housing"})
    objective = Objective.objects.get()
    client.post(reverse("objective_edit", args=[slug, objective.pk]), {"title": "Power", "theme": "energy", "seen": 1})
    objective.refresh_from_db()
    assert (objective.title, objective.theme) == ("Power", "energy")
    client.post(reverse("objective_remove", args=[slug, objective.pk]))
    assert not Objective.objects.exists()


def test_objective_with_actions_stays(client, plan, action):
    answer = client.post(reverse("objective_remove", args=[plan.city.slug, action.objective_id]), follow=True)
    assert "Actions stand under this objective." in answer.content.decode()
    assert Objective.objects.exists()


def test_action_is_added_below_its_objective(client, plan):
    objective = ObjectiveFactory(plan=plan)
    url = reverse("action_add", args=[plan.city.slug])
    assert f'value="{objective.pk}" selected' in client.get(f"{url}?objective={objective.pk}").content.decode()
    sent = {"objective": objective.pk, "title": "Insulate", "summary": "It.", "visibility": "public"}
    answer = client.post(url, sent)
    action = Action.objects.get()
    assert answer["Location"] == address("action_parts", action)
    assert (action.title, action.owner, action.visibility) == ("Insulate", None, Visibility.PUBLIC)


def test_action_is_not_added_where_no_objective_is(client, plan):
    assert "No objective yet" in client.get(reverse("action_add", args=[plan.city.slug])).content.decode()


def test_member_adds_an_action(plan):
    objective = ObjectiveFactory(plan=plan)
    client = browser_of(MembershipFactory(city=plan.city).user)
    sent = {"objective": objective.pk, "title": "Insulate", "summary": "It.", "visibility": "draft"}
    client.post(reverse("action_add", args=[plan.city.slug]), sent)
    assert Action.objects.get().visibility == Visibility.DRAFT


def test_objective_of_another_city_is_no_choice(client, plan):
    ObjectiveFactory(plan=plan)
    sent = {"objective": ObjectiveFactory().pk, "title": "x", "summary": "x", "visibility": "public"}
    assert client.post(reverse("action_add", args=[plan.city.slug]), sent).status_code == 422
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"starts_on": "2026-05-01", "due_on": "2026-04-01"}, "The due date must not be before the start."),
        ({"summary": "x" * 2001}, "at most 2,000 characters"),
        ({"summary": "Null\x00"}, "Null characters are not allowed."),
        ({"owner": "999999999999999999999999"}, "This is not one of the choices."),
        ({"owner": "x\x00"}, "Null characters are not allowed."),
        ({"visibility": "everyone"}, "This is not one of the choices."),
    ],
)
def test_action_that_cannot_be_is_refused_with_what_was_typed(client, action, changed, said):
    answer = client.post(address("action_edit", action), text_form(action, title="Typed title", **changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Typed title" in answer.content.decode()
    assert Action.objects.get().version == 1


def test_owner_from_another_city_is_no_choice(client, action):
    stranger = MembershipFactory()
    answer = client.post(address("action_edit", action), text_form(action, owner=stranger.pk))
    assert (answer.status_code, Action.objects.get().owner) == (422, None)


def test_owner_who_hides_is_named_by_the_organisation(client, action):
    hidden = MembershipFactory(city=action.plan.city, user__display_name="Hidden Hannah", user__directory="hidden")
    page = client.get(address("action_edit", action)).content.decode()
    assert f'value="{hidden.pk}"' in page
    assert "Hidden Hannah" not in page


def test_former_owner_stays_until_somebody_chooses_another(client, action):
    owner = MembershipFactory(city=action.plan.city)
    Action.objects.filter(pk=action.pk).update(owner=owner)
    owner.state, owner.ended_at = "ended", timezone.now()
    owner.save()
    action.refresh_from_db()
    assert client.post(address("action_edit", action), text_form(action, title="New")).status_code == 302
    assert Action.objects.get().owner == owner


def test_text_that_nobody_touched_is_no_change(client, action):
    Action.objects.filter(pk=action.pk).update(summary="One\n\nTwo")
    client.post(address("action_edit", action), text_form(action, summary="One\r\n\r\nTwo"))
    assert Action.objects.get().version == 1


def test_published_action_stays_public(client, action):
    publish(action.plan)
    answer = client.post(address("action_edit", action), text_form(action, visibility="draft"))
    page = " ".join(answer.content.decode().split())
    assert "it stays public" in page
    assert "<title>Error: " in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert answer.status_code == 422


def test_action_is_removed_until_an_edition_holds_it(client, action):
    other = ActionFactory(objective=action.objective, visibility=Visibility.PARTNERS)
    publish(action.plan)
    answer = client.post(address("action_remove", action), follow=True)
    assert "An edition holds this action." in answer.content.decode()
    client.post(address("action_remove", other))
    assert list(Action.objects.all()) == [action]


def test_line_is_changed_on_a_page_of_its_own(client, action):
    assert "<html" in client.get(address("action_line", action)).content.decode()
    sent = {"title": "Short", "owner": "", "starts_on": "", "due_on": "", "seen": 1}
    answer = client.post(address("action_line", action), sent)
    assert answer["Location"].endswith(f"/plan/manage/#action-{action.pk}")
    assert Action.objects.get().title == "Short"


def test_line_is_changed_in_its_place(client, action):
    form = client.get(address("action_line", action), headers={"HX-Request": "true"})
    assert "<html" not in form.content.decode()
    sent = {"title": "Short", "owner": "", "starts_on": "", "due_on": "", "seen": 1}
    row = client.post(address("action_line", action), sent, headers={"HX-Request": "true"})
    assert "Short" in row.content.decode()
    assert row.content.decode().lstrip().startswith("<li")
    refused = client.post(address("action_line", action), {**sent, "title": ""}, headers={"HX-Request": "true"})
    assert refused["HX-Reswap"] == "innerHTML"
    assert "Fill this in." in refused.content.decode()
    assert Action.objects.get().title == "Short"


def test_actions_are_moved_by_buttons(client, action):
    second = ActionFactory(objective=action.objective)
    answer = client.post(reverse("plan_order", args=[action.plan.city.slug]), {"down": action.pk})
    assert answer["Location"].endswith(f"/plan/manage/#action-{action.pk}-up")
    assert f'id="action-{action.pk}-up"' in client.get(answer["Location"]).content.decode()
    assert list(action.objective.actions.order_by("position")) == [second, action]


def test_focus_stays_on_the_button_that_moves_an_action(client, action):
    ActionFactory(objective=action.objective)
    last = ActionFactory(objective=action.objective)
    answer = client.post(reverse("plan_order", args=[action.plan.city.slug]), {"up": last.pk})
    assert answer["Location"].endswith(f"#action-{last.pk}-up")
    assert f'id="action-{last.pk}-up"' in client.get(answer["Location"]).content.decode()


def test_objectives_are_moved_by_buttons(client, plan, action):
    second = ObjectiveFactory(plan=plan)
    answer = client.post(reverse("plan_order", args=[plan.city.slug]), {"objective-up": second.pk})
    assert answer["Location"].endswith(f"#objective-{second.pk}-down")
    assert f'id="objective-{second.pk}-down"' in client.get(answer["Location"]).content.decode()
    assert list(plan.objectives.order_by("position")) == [second, action.objective]


def test_action_is_dragged_below_another_objective(client, plan, action):
    other = ActionFactory(objective=ObjectiveFactory(plan=plan))
    sent = {"objective": other.objective_id, "order": [action.pk, other.pk]}
    client.post(reverse("plan_order", args=[plan.city.slug]), sent)
    assert list(other.objective.actions.order_by("position")) == [action, other]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"up": "x"}, 400),
        ({"up": "9" * 30}, 400),
        ({"up": "99999"}, 404),
        ({"objective": "1\x00"}, 400),
        ({"objective-up": "99999"}, 404),
    ],
)
def test_order_of_nothing_is_refused(client, plan, sent, status):
    assert client.post(reverse("plan_order", args=[plan.city.slug]), sent).status_code == status


def test_order_of_anothers_actions_is_refused(client, plan, action):
    sent = {"objective": action.objective_id, "order": [action.pk, ActionFactory().pk]}
    answer = client.post(reverse("plan_order", args=[plan.city.slug]), sent, follow=True)
    assert "changed meanwhile" in answer.content.decode()


def test_archived_plan_is_changed_no_more_and_what_was_typed_is_shown(client, action, coordinator):
    plans.archive_plan(action.plan, by=coordinator)
    assert client.get(address("action_edit", action)).status_code == 404
    assert client.get(reverse("plan_manage", args=[action.plan.city.slug])).status_code == 404
    answer = client.post(address("action_edit", action), text_form(action, title="Typed title"))
    assert answer.status_code == 422
    assert "This plan is archived, and stays as it was." in answer.content.decode()
    assert "Typed title" in answer.content.decode()


def test_plan_is_archived_after_a_question(client, plan):
    url = reverse("plan_archive", args=[plan.city.slug])
    client.get(url)
    assert ActionPlan.objects.live().exists()
    client.post(url)
    assert not ActionPlan.objects.live().exists()


def test_action_that_went_meanwhile_gives_words_and_the_text(client, action, coordinator, monkeypatch):
    def gone(*args, **kwargs):
        raise Action.DoesNotExist

    monkeypatch.setattr(actions, "change_action", gone)
    answer = client.post(address("action_edit", action), text_form(action, title="Typed title"))
    assert answer.status_code == 422
    assert "Somebody removed this meanwhile." in answer.content.decode()
    assert "Typed title" in answer.content.decode()


def test_pages_are_stored_nowhere(client, action):
    for name in ("action_edit", "action_parts", "update_add"):
        assert "no-store" in client.get(address(name, action))["Cache-Control"]


def test_city_without_a_plan_has_nothing_to_manage():
    city: City = CityFactory()
    client = browser_of(coordinator_of(city).user)
    assert client.get(reverse("plan_manage", args=[city.slug])).status_code == 404


@pytest.mark.parametrize("name", ["action_edit", "action_line", "action_parts", "update_add", "action_follow"])
def test_pages_about_an_action_lead_back_to_it(client, action, name):
    publish(action.plan)
    page = client.get(address(name, action)).content.decode()
    assert f'<li><a href="{address("action", action)}">Action {action.number}</a></li>' in page


def test_stages_are_chosen_by_shape_and_word(client, action):
    page = client.get(address("update_add", action)).content.decode()
    choice = page[page.index('value="agreed"') :]
    assert '<span class="st" data-s="agreed">' in choice[: choice.index("</label>")]

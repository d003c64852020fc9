"""Two people edit one text: nothing is lost, and what both changed is chosen between."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.models import Action, ActionPlan, Milestone, Objective
from cities.plans.services import actions, parts, plans
from tests.factories import ActionFactory, MembershipFactory, MilestoneFactory, ObjectiveFactory, PlanFactory
from tests.factories.plans import coordinator_of
from tests.plans.editing import address, browser_of, text_form
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory(title="Insulate ten homes", summary="Ten homes by May.", outcome="Warmth.")


@pytest.fixture
def client(action):
    return browser_of(coordinator_of(action.plan.city).user)


@pytest.fixture
def other(action):
    return coordinator_of(action.plan.city, user__display_name="Nia Other").user


def sent_again(page: str) -> dict[str, list[str]]:
    """Return what the page of a clash would send: every hidden field, and the choices as they stand."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page, re.DOTALL)
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def changed_words(page: str) -> list[tuple[str, str]]:
    """Return what a page marks as taken and added, without what it says to screen readers."""
    marked = re.findall(r"<(ins|del)>(.*?)</(?:ins|del)>", page)
    return [(kind, re.sub(r"<span.*?</span>", "", text).strip()) for kind, text in marked]


def clash(client, action, **mine):
    """Send a text that was begun at version 1, and return the page of the clash."""
    answer = client.post(address("action_edit", action), text_form(action, **mine))
    assert answer.status_code == 409
    return answer.content.decode()


def test_clash_shows_base_theirs_and_mine(client, action, other):
    actions.change_action(action, seen=1, title="Insulate twelve homes", by=other)
    page = clash(client, action, title="Insulate ten flats")
    assert "Insulate ten homes" in page
    assert changed_words(page) == [("del", "ten"), ("ins", "twelve"), ("del", "homes"), ("ins", "flats")]
    assert "Nia Other saved on" in page
    assert Action.objects.get().title == "Insulate twelve homes"


def test_clash_keeps_everything_that_was_typed(client, action, other):
    actions.change_action(action, seen=1, title="Theirs", by=other)
    sent = sent_again(clash(client, action, title="Mine", summary="My\nsummary", outcome=""))
    assert (sent["title"], sent["summary"], sent["outcome"], sent["seen"]) == (["Mine"], ["My\nsummary"], [""], ["2"])


def test_clash_merges_what_only_they_changed(client, action, other):
    actions.change_action(action, seen=1, title="Theirs", summary="Their summary", by=other)
    assert sent_again(clash(client, action, title="Mine"))["summary"] == ["Their summary"]


@pytest.mark.parametrize(("choice", "title"), [("theirs", "Theirs"), ("mine", "Mine"), ("own", "Both of us")])
def test_choice_is_saved_against_the_new_version(client, action, other, choice, title):
    actions.change_action(action, seen=1, title="Theirs", outcome="Their outcome", by=other)
    sent = sent_again(clash(client, action, title="Mine", summary="My summary"))
    answer = client.post(address("action_edit", action), {**sent, "choice-title": choice, "own-title": "Both of us"})
    assert answer.status_code == 302
    saved = Action.objects.get()
    assert (saved.title, saved.summary, saved.outcome) == (title, "My summary", "Their outcome")


@pytest.mark.parametrize("choice", ["", "x"])
def test_unanswered_choice_is_refused_beside_its_field(client, action, other, choice):
    actions.change_action(action, seen=1, title="Theirs", outcome="Their outcome", by=other)
    page = clash(client, action, title="Mine", outcome="My outcome")
    assert "checked" not in page.partition('<form method="post" class="fields"')[2]
    answers = {"choice-outcome": "own", "own-outcome": "Our outcome", "choice-title": choice}
    answer = client.post(address("action_edit", action), {**sent_again(page), **answers})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<title>Error: " in page
    assert page.count("Choose which text to keep.") == 2
    assert 'name="choice-outcome" value="own" checked' in page
    assert "Our outcome" in page
    assert Action.objects.get().title == "Theirs"
    again = {**sent_again(page), **answers, "choice-title": "mine"}
    assert client.post(address("action_edit", action), again).status_code == 302
    saved = Action.objects.get()
    assert (saved.title, saved.outcome) == ("Mine", "Our outcome")


def test_own_text_that_cannot_be_is_refused_beside_its_field(client, action, other):
    actions.change_action(action, seen=1, title="Theirs", by=other)
    sent = sent_again(clash(client, action, title="Mine", summary="My summary"))
    answer = client.post(address("action_edit", action), {**sent, "choice-title": "own", "own-title": ""})
    assert answer.status_code == 422
    assert "My summary" in answer.content.decode()


def test_third_edit_clashes_again(client, action, other):
    actions.change_action(action, seen=1, title="Theirs", by=other)
    sent = sent_again(clash(client, action, title="Mine"))
    actions.change_action(action, seen=2, title="Theirs anew", by=other)
    answer = client.post(address("action_edit", action), {**sent, "choice-title": "mine"})
    assert answer.status_code == 409
    assert "Theirs anew" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "x", "-1", "0", "99999999999999999999", "\x00"])
def test_form_that_does_not_say_what_it_saw_overwrites_nothing(client, action, seen):
    answer = client.post(address("action_edit", action), text_form(action, title="Mine", seen=seen))
    assert answer.status_code == 409
    assert Action.objects.get().title == action.title


def test_clash_of_choices_names_them(client, action, other):
    owner = MembershipFactory(city=action.plan.city, user__display_name="Olu Owner")
    theirs = MembershipFactory(city=action.plan.city, user__display_name="Tia Their")
    actions.change_action(action, seen=1, owner=theirs.pk, due_on=None, by=other)
    page = clash(client, action, owner=owner.pk, due_on="2030-05-01")
    assert "Olu Owner" in page
    assert "Tia Their" in page
    assert "1 May 2030" in page


def test_saver_who_hides_is_not_named(client, action):
    hidden = coordinator_of(action.plan.city, user__display_name="Hidden Hannah", user__directory="hidden").user
    actions.change_action(action, seen=1, title="Theirs", by=hidden)
    page = clash(client, action, title="Mine")
    assert "Somebody else saved on" in page
    assert "Hidden Hannah" not in page


def test_merge_is_said(client, action, other):
    actions.change_action(action, seen=1, outcome="Theirs", by=other)
    answer = client.post(address("action_edit", action), text_form(action, title="Mine"), follow=True)
    assert "both are kept" in answer.content.decode()
    assert (Action.objects.get().title, Action.objects.get().outcome) == ("Mine", "Theirs")


def test_frame_of_a_plan_clashes(client, action, other):
    plan = action.plan
    frame = {"starts_on": plan.starts_on, "ends_on": plan.ends_on, "review_interval": 90, "vision": plan.vision}
    plans.change_plan(plan, seen=1, title="Theirs", by=other)
    url = reverse("plan_edit", args=[plan.city.slug])
    answer = client.post(url, {**frame, "title": "Mine", "seen": 1})
    assert answer.status_code == 409
    client.post(url, {**sent_again(answer.content.decode()), "choice-title": "mine"})
    assert ActionPlan.objects.get().title == "Mine"


def test_objective_clashes(client, action, other):
    objective = action.objective
    plans.change_objective(objective, seen=1, title="Theirs", by=other)
    url = reverse("objective_edit", args=[action.plan.city.slug, objective.pk])
    answer = client.post(url, {"title": "Mine", "theme": objective.theme, "seen": 1})
    assert answer.status_code == 409
    client.post(url, {**sent_again(answer.content.decode()), "choice-title": "theirs"})
    assert Objective.objects.get().title == "Theirs"


def test_line_that_clashes_takes_the_place_of_the_page(client, action, other):
    actions.change_action(action, seen=1, title="Theirs", by=other)
    sent = {"title": "Mine", "owner": "", "starts_on": action.starts_on, "due_on": action.due_on, "seen": 1}
    answer = client.post(address("action_line", action), sent, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (409, "main", "main")


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_one_instant_lose_nothing():
    """Each in its own connection: one is saved, the other is shown both texts."""
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory()))
    people = [browser_of(coordinator_of(action.plan.city).user) for _each in range(2)]
    found: list[int] = []

    def save(client, title):
        answer = client.post(address("action_edit", action), text_form(action, title=title))
        found.append(answer.status_code)

    first, second = people
    assert at_once(lambda: save(first, "First"), lambda: save(second, "Second")) == []
    assert sorted(found) == [302, 409]
    assert Action.objects.get().version == 2


# --- Milestones ---------------------------------------------------------------------------------
def step_form(step, **changed):
    told = {"seen": 1, "title": step.title, "due_on": step.due_on, "done_on": "", **changed}
    return {"act": f"change-{step.pk}", **{f"milestone-{step.pk}-{name}": value for name, value in told.items()}}


@pytest.fixture
def step(action):
    return MilestoneFactory(action=action, title="Sign the contract", due_on=date(2026, 12, 1))


def change_step(client, step, **changed):
    return client.post(address("action_parts", step.action), step_form(step, **changed))


def test_what_only_one_changed_of_a_milestone_is_put_together(client, action, other, step):
    assert change_step(browser_of(other), step, title="Sign both contracts").status_code == 302
    assert change_step(client, step, due_on="2026-12-24").status_code == 302
    now = Milestone.objects.get()
    assert (now.title, now.due_on, now.version) == ("Sign both contracts", date(2026, 12, 24), 3)


def test_what_both_changed_of_a_milestone_is_chosen_between(client, action, other, step):
    change_step(browser_of(other), step, title="Sign both contracts")
    answer = change_step(client, step, title="Sign and pay", due_on="2026-12-24")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nia Other saved on" in page
    assert {("ins", "both"), ("ins", "and pay")} & set(changed_words(page))
    assert Milestone.objects.get().title == "Sign both contracts"
    sent = sent_again(page)
    unanswered = client.post(address("action_parts", action), sent)
    assert (unanswered.status_code, "Choose which text to keep." in unanswered.content.decode()) == (409, True)
    client.post(address("action_parts", action), {**sent, "choice-title": "mine"})
    now = Milestone.objects.get()
    assert (now.title, now.due_on) == ("Sign and pay", date(2026, 12, 24))


def test_refused_choice_of_a_milestone_keeps_what_was_typed(client, action, other, step):
    change_step(browser_of(other), step, title="Sign both contracts")
    sent = sent_again(change_step(client, step, title="Sign and pay").content.decode())
    answer = client.post(
        address("action_parts", action), {**sent, "choice-title": "own", "own-title": "Pay", "due_on": "soon"}
    )
    assert (answer.status_code, 'value="Pay"' in answer.content.decode()) == (422, True)


def test_done_today_keeps_a_title_that_was_saved_meanwhile(action, other, step):
    read_before = Milestone.objects.select_related("action__plan").get()
    parts.change_milestone(step, seen=1, title="Sign both contracts", by=other)
    parts.mark_done(read_before, by=other)
    now = Milestone.objects.get()
    assert (now.title, now.done_on) == ("Sign both contracts", timezone.localdate())


def test_done_twice_keeps_the_first_day(action, other, step):
    Milestone.objects.update(done_on=date(2026, 1, 5))
    parts.mark_done(step, by=other)
    assert Milestone.objects.get().done_on == date(2026, 1, 5)

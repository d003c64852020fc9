"""Acts on a plan at the same instant: none is done twice, none is lost, none ends in a fault."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse

from cities.places.models import AdviceRequest
from cities.plans.choices import Part
from cities.plans.models import Action, ActionPartner, Follow, Objective
from cities.plans.services import following
from portal.mail.models import Letter
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AdviceAccountFactory,
    CityFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
)
from tests.factories.plans import coordinator_of, publish
from tests.plans.editing import address, browser_of
from tests.together import at_once

TIMES = 6

pytestmark = pytest.mark.django_db(transaction=True)


def test_address_is_asked_about_five_things_however_many_ask_at_once():
    objective = ObjectiveFactory()
    actions = [ActionFactory(objective=objective) for _ in range(9)]
    publish(objective.plan)
    asks = [partial(following.ask_address, action, "who@example.org") for action in actions]
    assert at_once(*asks) == []
    assert Follow.objects.filter(email="who@example.org").count() == following.MOST_WAITING


@pytest.fixture
def action():
    city = CityFactory(is_focus=True)
    AdviceAccountFactory(city=city)
    return ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=city)))


@pytest.fixture
def coordinator(action):
    return coordinator_of(action.plan.city).user


def sent_at_once(person, url, form):
    """Send one form several times at the same instant, and return the answers and what was raised."""
    answers = []
    clients = [browser_of(person) for _ in range(TIMES)]
    faults = at_once(*(lambda client=client: answers.append(client.post(url, form)) for client in clients))
    return answers, faults


def test_form_of_an_action_adds_one_however_often_it_is_sent(action, coordinator):
    url = reverse("action_add", args=[action.plan.city.slug])
    form = {
        "objective": action.objective_id,
        "title": "Warm homes",
        "summary": "All of them.",
        "visibility": "partners",
        "token": str(uuid4()),
    }
    answers, faults = sent_at_once(coordinator, url, form)
    added = Action.objects.get(title="Warm homes")
    assert faults == []
    assert {answer["Location"] for answer in answers} == {address("action_parts", added)}
    browser_of(coordinator).post(url, {**form, "token": str(uuid4())})
    assert Action.objects.filter(title="Warm homes").count() == 2


def test_form_of_an_objective_adds_one_however_often_it_is_sent(action, coordinator):
    url = reverse("objective_add", args=[action.plan.city.slug])
    form = {"title": "Warmth", "theme": "housing", "token": str(uuid4())}
    answers, faults = sent_at_once(coordinator, url, form)
    assert ([answer.status_code for answer in answers], faults) == ([302] * TIMES, [])
    assert Objective.objects.filter(title="Warmth").count() == 1


@pytest.mark.parametrize("is_of_an_action", [True, False])
def test_advice_is_asked_for_once_however_often_its_form_is_sent(action, coordinator, is_of_an_action):
    city = action.plan.city
    MembershipFactory(city=city, role="adviser")
    url = address("action_advice", action) if is_of_an_action else reverse("advice_new", args=[city.slug])
    form = {"topic": "Heat", "question": "How?", "token": str(uuid4())}
    answers, faults = sent_at_once(coordinator, url, form)
    asked = AdviceRequest.objects.get()
    assert faults == []
    assert {answer["Location"] for answer in answers} == {asked.get_absolute_url()}
    assert Letter.objects.filter(kind__contains="advice").count() == 1


@pytest.mark.parametrize("form", [{"decision": "yes"}, {"decision": "no", "reason": "We have no staff."}])
def test_answer_is_told_once_however_often_it_is_sent(action, coordinator, form):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    url = reverse("part_answer", args=[action.plan.city.slug, named.pk])
    answers, faults = sent_at_once(member, url, form)
    assert ([answer.status_code for answer in answers], faults) == ([302] * TIMES, [])
    assert Letter.objects.filter(kind="plans.answered", person=coordinator).count() == 1
    assert not ActionPartner.objects.get().is_asked


def test_forms_for_an_action_that_is_removed_meanwhile_end_in_no_fault(action, coordinator):
    acts = [
        partial(
            browser_of(coordinator).post, address("action_parts", action), {"act": "none", "none-note": "Only talk."}
        ),
        partial(browser_of(coordinator).post, address("update_add", action), {"stage": "under_way", "act": "draft"}),
        partial(browser_of(coordinator).post, address("action_follow", action)),
        *(partial(browser_of(coordinator).post, address("action_remove", action)) for _ in range(3)),
    ]
    assert at_once(*acts) == []
    assert not Action.objects.exists()
    assert not Follow.objects.exists()

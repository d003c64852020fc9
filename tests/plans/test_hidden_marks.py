"""Marks that cannot be seen: refused in titles, taken out of paragraphs, by forms and imports alike."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part, Stage, Stance
from cities.plans.forms.editions import PublishForm
from cities.plans.forms.texts import ActionForm
from cities.plans.models import Action, Update
from cities.plans.services.links import new_link
from cities.plans.services.updates import Told, report, respond
from tests.factories import ActionFactory, ActionPartnerFactory, MembershipFactory, ObjectiveFactory, PlanFactory
from tests.factories.plans import coordinator_of
from tests.plans.filing import NEW, applied, check, csv_of, errors

pytestmark = pytest.mark.django_db
MARKS = ["\u200b", "\ufeff", "\u202e", "\u2066"]


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def by(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def objective(plan):
    return ObjectiveFactory(plan=plan, title="Homes")


@pytest.fixture
def action(objective):
    return ActionFactory(objective=objective, owner=MembershipFactory(city=objective.plan.city))


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("title", ["{}", "Two{} homes"])
def test_title_with_a_hidden_mark_is_refused_by_form_and_import(plan, objective, by, mark, title):
    title = title.format(mark)
    batch = check(plan, csv_of([NEW, ["", "Homes", title, "It."]]), by)
    ((_line, column, said),) = errors(batch)
    assert (column, "hidden marks" in said) == ("title", True)
    assert "title" in ActionForm({"title": title}, plan=plan, viewer=by).errors


def test_ends_of_lines_in_a_title_are_spaces(plan, objective, by):
    applied(plan, csv_of([NEW, ["", "Homes", "Two\u2028homes\x85more", "It."]]), by)
    assert Action.objects.get().title == "Two homes more"


def test_milestone_with_a_hidden_mark_is_refused(plan, objective, by):
    row = ["", "Homes", "Two", "It.", "2026-12-31 First\u202e home"]
    ((_line, column, said),) = errors(check(plan, csv_of([[*NEW, "Milestones"], row]), by))
    assert (column, "hidden marks" in said) == ("milestones", True)


def test_paragraphs_lose_what_cannot_be_seen(plan, objective, by):
    applied(
        plan, csv_of([[*NEW, "Intended outcome"], ["", "Homes", "Two", "It\u202e.\u2028On.", "\u200bSo\u2066."]]), by
    )
    made = Action.objects.get()
    assert (made.summary, made.outcome) == ("It.\nOn.", "So.")
    form = PublishForm({"note": "New\u202e this\x85time\u200b"})
    assert form.is_valid()
    assert form.cleaned_data["note"] == "New this\ntime"


def test_paragraphs_of_which_nothing_is_seen_are_empty(plan, objective, by):
    ((_line, column, said),) = errors(check(plan, csv_of([NEW, ["", "Homes", "Two", "\u200b\u2060"]]), by))
    assert (column, said) == ("summary", "This can't be empty.")
    row = ["", "Homes", "Two", "It.", "none needed: \u200b"]
    ((_line, column, said),) = errors(check(plan, csv_of([[*NEW, "Handbook entries"], row]), by))
    assert (column, said.startswith("Say why")) == ("entries", True)


def test_update_of_which_nothing_is_seen_is_refused(client, action):
    link, token = new_link(action.pk, action.owner.user_id, timezone.now())
    link.save()
    sent = {"body": "\u200b\u2060", "how": "under_way:on_track"}
    answer = client.post(reverse("update_link", args=[token]), sent)
    assert "Say what happened." in answer.content.decode()
    assert not Update.objects.exists()
    told = Told(stage=Stage.UNDER_WAY, body="\u200b\u2060", reported_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="Say what happened"):
        report(action, told, by=action.owner.user)


def test_disputing_without_a_word_that_is_seen_is_refused(action, by):
    named = ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    member = MembershipFactory(city=action.plan.city, partner=named.partner).user
    update = report(action, Told(stage=Stage.UNDER_WAY, body="It began."), by=by)
    with pytest.raises(ValidationError, match="Say what you do not agree with"):
        respond(update, stance=Stance.DISPUTE, body="\u2800", by=member)

"""Before a plan is published: what stays out, what is live already, and who endorsed the edition before."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Visibility
from cities.plans.models import Action
from cities.plans.services import editions
from tests.factories import (
    ActionFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PartnerFactory,
    PlanFactory,
)
from tests.factories.plans import coordinator_of, publish
from tests.plans.editing import browser_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory(city__name="Leeds")


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Insulate ten homes")


@pytest.fixture
def hidden(action):
    return ActionFactory(objective=action.objective, title="Ask the hospital", visibility=Visibility.PARTNERS)


@pytest.fixture
def coordinator(plan):
    return coordinator_of(plan.city).user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


def address(plan, name="plan_publish", *more):
    return reverse(name, args=[plan.city.slug, *more])


def reword(action):
    Action.objects.filter(pk=action.pk).update(title=f"{action.title}, and more")


def test_actions_that_stay_out_are_named(client, plan, action, hidden):
    page = words(client.get(address(plan)))
    assert "1 action is not public, and stays out" in page
    assert f'<a href="{address(plan, "action", hidden.pk)}">{hidden.number} Ask the hospital</a>' in page
    assert page.count("Make it public") == 1


def test_action_that_stays_out_is_made_public(client, plan, action, hidden):
    answer = client.post(address(plan), {"public": hidden.pk})
    assert answer["Location"] == address(plan)
    hidden.refresh_from_db()
    assert (hidden.visibility, hidden.version) == (Visibility.PUBLIC, 2)
    assert "stays out" not in words(client.get(address(plan)))


@pytest.mark.parametrize(("sent", "status"), [("x", 400), ("", 400), ("99999", 404)])
def test_unknown_action_is_not_made_public(client, plan, action, sent, status):
    assert client.post(address(plan), {"public": sent}).status_code == status


def test_only_who_publishes_makes_actions_public(plan, action, hidden):
    member = MembershipFactory(city=plan.city).user
    assert browser_of(member).post(address(plan), {"public": hidden.pk}).status_code == 403
    elsewhere = ActionFactory(visibility=Visibility.PARTNERS)
    coordinator = browser_of(coordinator_of(plan.city).user)
    assert coordinator.post(address(plan), {"public": elsewhere.pk}).status_code == 404
    for kept in (hidden, elsewhere):
        kept.refresh_from_db()
        assert kept.visibility == Visibility.PARTNERS


def test_edition_of_ticked_milestones_alone_says_that_they_are_live(client, plan, action):
    step = MilestoneFactory(action=action)
    publish(plan)
    said = "Nothing changes but milestones that were ticked off"
    step.done_on = timezone.localdate()
    step.save()
    assert said in words(client.get(address(plan)))
    reword(action)
    assert said not in words(client.get(address(plan)))


def test_list_says_who_reads_each_action_and_which_edition_holds_it(client, plan, action, hidden):
    url = address(plan, "plan_manage")
    page = " ".join(words(client.get(url)).split())
    assert "Public, in no edition yet" in page
    assert "Read by the network, in no edition yet" in page
    publish(plan)
    page = " ".join(words(client.get(url)).split())
    assert "Public, in edition 1" in page
    assert "Read by the network, in no edition yet" in page


def test_list_leads_to_the_spreadsheet_and_to_advice(client, plan, action):
    page = words(client.get(address(plan, "plan_manage")))
    assert f'href="{address(plan, "plan_xlsx")}?text=working"' in page
    assert ("Ask for advice days" in page) == plan.city.is_focus
    plan.city.is_focus = not plan.city.is_focus
    plan.city.save()
    page = words(client.get(address(plan, "plan_manage")))
    assert (address(plan, "advice_new") in page) == plan.city.is_focus


@pytest.fixture
def endorsed(plan, action):
    """The first edition, which the Baths Trust stands behind; and a member of it."""
    edition = publish(plan)
    partner = PartnerFactory(city=plan.city, organisation__name="Baths Trust")
    member = MembershipFactory(city=plan.city, partner=partner, user__email="ada@example.org").user
    editions.endorse(edition, by=member)
    return member


def test_who_publishes_reads_first_that_endorsements_are_of_the_edition_before(client, plan, action, endorsed):
    reword(action)
    page = words(client.get(address(plan)))
    assert "Edition 1 was endorsed by Baths Trust." in page
    assert "the one that you publish now is endorsed by nobody yet" in page


def test_plan_says_that_the_edition_before_was_endorsed_and_this_one_is_not_yet(client, plan, action, endorsed):
    said = "Edition 1 was endorsed by Baths Trust; edition 2 by nobody yet."
    assert said not in words(client.get(address(plan, "plan")))
    reword(action)
    edition = publish(plan)
    assert said in words(client.get(address(plan, "plan")))
    editions.endorse(edition, by=endorsed)
    page = words(client.get(address(plan, "plan")))
    assert said not in page
    assert "Endorsed by Baths Trust." in page


def test_who_endorsed_is_told_once_of_the_new_edition(
    plan, action, coordinator, endorsed, mailoutbox, django_capture_on_commit_callbacks
):
    PartnerFactory(city=plan.city)
    MembershipFactory(city=plan.city, partner=PartnerFactory(city=plan.city))
    reword(action)
    with django_capture_on_commit_callbacks(execute=True):
        publish(plan, note="More homes.")
    (mail,) = [mail for mail in mailoutbox if "edition 2" in mail.subject]
    assert mail.to == ["ada@example.org"]
    assert mail.subject == "Leeds has published edition 2 of its plan"
    for said in ("More homes.", address(plan, "plan_compare", 1, 2), address(plan, "edition_endorse", 2)):
        assert said in mail.body


def test_first_edition_and_one_after_an_unendorsed_one_write_to_nobody(
    plan, action, coordinator, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish(plan)
        reword(action)
        publish(plan)
    assert not [mail for mail in mailoutbox if "of its plan" in mail.subject]

"""Drafts of updates are not forgotten, and what others published while one wrote is read first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.models import Action, Update
from cities.plans.reading.unfinished import drafts_of
from cities.plans.services import plans
from cities.plans.services.updates import Told, save_draft
from tests.factories import ActionFactory, MembershipFactory, PartnerFactory
from tests.factories.plans import coordinator_of, publish, tell
from tests.plans.editing import a_pdf, address, browser_of, proof, update_form, words

pytestmark = pytest.mark.django_db

BEGUN = "You have a draft update"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def action():
    return ActionFactory(title="Warm the homes")


@pytest.fixture
def coordinator(action):
    return coordinator_of(action.plan.city).user


@pytest.fixture
def client(coordinator):
    return browser_of(coordinator)


@pytest.fixture
def other(action):
    """Somebody else who may report, for an organisation."""
    partner = PartnerFactory(city=action.plan.city, organisation__name="Baths Trust")
    return coordinator_of(action.plan.city, partner=partner).user


def begin(action, by):
    return save_draft(action, Told(stage="under_way", body="Half a"), by=by)


def test_home_leads_to_a_draft_while_it_may_be_published(action):
    owner = MembershipFactory(city=action.plan.city)
    Action.objects.filter(pk=action.pk).update(owner=owner)
    begin(Action.objects.get(pk=action.pk), owner.user)
    (line,) = drafts_of(owner.user)
    assert line.title == "You have a draft update of “Warm the homes”"
    assert line.url == address("update_add", action)
    assert line.title in words(browser_of(owner.user).get("/"))
    assert drafts_of(MembershipFactory(city=action.plan.city).user) == []
    Action.objects.filter(pk=action.pk).update(owner=None)
    assert drafts_of(owner.user) == []


def test_drafts_of_an_archived_plan_are_let_go(action, coordinator):
    begin(action, coordinator)
    plans.archive_plan(action.plan, by=coordinator)
    assert drafts_of(coordinator) == []


def test_number_of_queries_does_not_grow(action, coordinator, django_assert_num_queries):
    begin(action, coordinator)
    drafts_of(coordinator)  # the roles of the person, which every page asks for
    with django_assert_num_queries(2):
        drafts_of(coordinator)
    begin(ActionFactory(objective=action.objective), coordinator)
    with django_assert_num_queries(2):
        drafts_of(coordinator)


def test_page_of_the_action_says_that_its_reader_has_a_draft(client, action, coordinator, other):
    url = address("action", action)
    assert BEGUN not in words(client.get(url))
    begin(action, coordinator)
    page = words(client.get(url))
    assert BEGUN in page
    assert f'href="{address("update_add", action)}">Finish your draft' in page
    assert BEGUN not in words(browser_of(other).get(url))
    publish(action.plan)
    assert BEGUN not in words(browser_of(MembershipFactory().user).get(url))


def others_in(page):
    return re.search(r'name="others" value="(\d+)"', page)[1]


def test_second_of_two_writers_reads_the_first_and_then_publishes(client, action, coordinator, other):
    url = address("update_add", action)
    drawn = others_in(words(client.get(url)))
    first = tell(action, other, body="The boiler is in.")
    sent = update_form(body="Twelve homes are warm.", others=drawn)
    answer = client.post(url, {**sent, **proof(kind="document", file=a_pdf())})
    page = words(answer).replace("\xa0", " ")
    assert (answer.status_code, Update.objects.published().count()) == (422, 1)
    assert "Baths Trust published an update" in page
    assert "read it, then publish yours." in page
    assert "The boiler is in." in page
    assert address("plan_update", action, first.pk) in page
    assert "Twelve homes are warm." in page
    answer = client.post(url, {**sent, "others": others_in(page)})
    mine = Update.objects.published().get(by=coordinator)
    assert (answer.status_code, mine.body, mine.evidence.count()) == (302, "Twelve homes are warm.", 1)


def test_it_is_said_how_long_ago_the_other_update_was_published(client, action, other):
    sent = update_form(others=0)
    with pytest.MonkeyPatch.context() as patch:
        then = timezone.now() - timedelta(minutes=3)
        patch.setattr("cities.plans.services.updates.timezone.now", lambda: then)
        tell(action, other)
    page = words(client.post(address("update_add", action), sent)).replace("\xa0", " ")
    assert "published an update 3 minutes ago: read it" in page


def test_draft_that_was_begun_earlier_and_published_later_is_news_too(client, action, other):
    draft = begin(action, other)
    url = address("update_add", action)
    tell(action, coordinator_of(action.plan.city).user)
    drawn = others_in(words(client.get(url)))
    browser_of(other).post(url, update_form(body="Mine."))
    assert Update.objects.get(pk=draft.pk).is_published
    assert client.post(url, update_form(others=drawn)).status_code == 422


def test_draft_is_kept_without_a_question(client, action, other):
    tell(action, other)
    answer = client.post(address("update_add", action), update_form(act="draft", others=0))
    assert answer.status_code == 302


def test_own_earlier_update_is_no_news(client, action, coordinator):
    mine = tell(action, coordinator)
    answer = client.post(address("update_add", action), update_form(known=mine.pk, others=0))
    assert answer.status_code == 302


def test_home_is_no_other_than_the_action_tells(client, action, coordinator):
    """The link of a draft of a correction leads to that correction."""
    wrong = tell(action, coordinator)
    save_draft(action, Told(stage="under_way", body="Right"), by=coordinator, corrects=wrong)
    (line,) = drafts_of(coordinator)
    assert client.get(line.url)["Location"] == address("update_correct", action, wrong.pk)
    assert line.url == reverse("update_add", args=[action.plan.city.slug, action.pk])

"""Feeds and the calendar of a plan: what is published, under ids that stay."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cities.plans.choices import Part, Stage
from cities.plans.models import Milestone
from cities.plans.services import actions, parts, updates
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
)
from tests.factories.plans import a_decision, coordinator_of, publish, tell

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEED, DATES = "/cities/leeds/plan/feed/", "/cities/leeds/plan/milestones.ics"


@pytest.fixture
def plan():
    return PlanFactory(city=CityFactory(name="Leeds", slug="leeds"))


@pytest.fixture
def by(plan):
    return coordinator_of(plan.city, user__display_name="Cora Coordinator").user


@pytest.fixture
def action(plan):
    action = ActionFactory(objective=ObjectiveFactory(plan=plan), title="Buy homes back")
    ActionPartnerFactory(action=action, part=Part.CO_OWNER, accepted=True)
    return action


def feed(path: str = FEED) -> ElementTree.Element:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def entries(path: str = FEED) -> list[dict[str, str]]:
    rows = feed(path).findall(f"{ATOM}entry")
    return [{part.tag.removeprefix(ATOM): part.text or "" for part in row} for row in rows]


def dispute(update):
    partner = update.action.partners.get(part=Part.CO_OWNER).partner
    member = MembershipFactory(city=update.action.plan.city, partner=partner).user
    return updates.respond(update, stance="dispute", body="Two are empty.", by=member)


def test_feed_has_what_a_reader_of_atom_needs(plan, action, by):
    publish(plan)
    tell(action, by)
    root = feed()
    for name in ("id", "title", "updated", "link", "rights", "author"):
        assert root.find(f"{ATOM}{name}") is not None, name
    assert root.find(f"{ATOM}id").text.endswith(FEED)
    assert root.find(f"{ATOM}rights").text == "CC BY 4.0"
    ids = [row["id"] for row in entries()]
    assert len(ids) == len(set(ids)) == 2
    for row in entries():
        assert row["updated"]
        assert row["title"]


def test_update_keeps_its_id_and_is_new_again_when_it_is_disputed(plan, action, by):
    publish(plan)
    update = tell(action, by, body="All is well.")
    before = entries()[0]
    response = dispute(update)
    after = entries()[0]
    assert after["id"] == before["id"]
    assert after["updated"] > before["updated"]
    assert f"{response.partner}: Disputes it. Two are empty." in after["summary"]
    assert "All is well." in after["summary"]


def test_feed_never_tells_what_is_not_published(plan, action, by):
    publish(plan)
    hidden = ActionFactory(objective=action.objective, title="Hidden")
    tell(hidden, by, body="Secret words")
    actions.change_action(action, seen=1, title="Working title", by=by)
    tell(action, by, body="It has begun.")
    content = Client().get(FEED).content.decode()
    for words in ("Hidden", "Secret words", "Working title", "Cora"):
        assert words not in content
    assert "Buy homes back" in content
    assert Client().get(f"/cities/leeds/plan/actions/{hidden.pk}/feed/").status_code == 404


def test_feed_of_an_action_is_its_own(plan, action, by):
    other = ActionFactory(objective=action.objective)
    publish(plan)
    tell(action, by, body="Ours.")
    tell(other, by, body="Theirs.")
    (row,) = entries(f"/cities/leeds/plan/actions/{action.pk}/feed/")
    assert "Ours." in row["summary"]
    assert Client().get(f"/cities/glasgow/plan/actions/{action.pk}/feed/").status_code == 404


def test_feed_of_a_city_without_a_plan_is_empty():
    CityFactory(name="Leeds", slug="leeds")
    assert entries() == []
    assert Client().get("/cities/nowhere/plan/feed/").status_code == 404


@pytest.mark.parametrize("path", [FEED, DATES])
def test_takes_as_many_queries_for_many_actions(plan, action, by, path, django_assert_max_num_queries):
    MilestoneFactory(action=action)
    publish(plan)
    dispute(tell(action, by, proofs=[a_decision()]))
    counts = []
    for more in (0, 27):
        for _ in range(more):
            another = ActionFactory(objective=action.objective)
            ActionPartnerFactory(action=another, part=Part.CO_OWNER, accepted=True)
            MilestoneFactory(action=another)
        if more:
            publish(plan)
            for row in plan.actions.all():
                dispute(tell(row, by))
        with django_assert_max_num_queries(14) as counted:
            Client().get(path)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def events(user=None) -> dict[str, dict[str, object]]:
    client = Client()
    if user:
        client.force_login(user)
    calendar = Calendar.from_ical(client.get(DATES).content)
    return {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def test_calendar_has_milestones_due_dates_and_next_steps(plan, action, by):
    step = MilestoneFactory(action=action, title="First home")
    publish(plan)
    soon = timezone.localdate() + timedelta(days=9)
    tell(action, by, next_step="Sign", next_on=soon)
    found = events()
    assert set(found) == {f"milestone-{step.pk}", f"action-{action.pk}-due", f"action-{action.pk}-next"}
    assert found[f"milestone-{step.pk}"]["dtstart"].dt == step.due_on
    assert str(found[f"action-{action.pk}-next"]["summary"]) == "Next step: Sign (1 Buy homes back)"
    assert found[f"action-{action.pk}-next"]["dtstart"].dt == soon
    assert all(event["dtstamp"] for event in found.values())


def test_date_that_moves_keeps_its_uid(plan, action, by):
    step = MilestoneFactory(action=action, title="First home")
    publish(plan)
    moved = step.due_on + timedelta(days=7)
    parts.change_milestone(step, seen=step.version, title="First home", due_on=moved, done_on=None, by=by)
    assert events()[f"milestone-{step.pk}"]["dtstart"].dt != moved
    publish(plan)
    assert events(by)[f"milestone-{step.pk}"]["dtstart"].dt == moved


def test_step_that_was_done_since_the_edition_is_done_in_the_calendar(plan, action, by):
    step = MilestoneFactory(action=action, title="First home")
    publish(plan)
    today = timezone.localdate()
    parts.change_milestone(step, seen=step.version, title="First home", due_on=step.due_on, done_on=today, by=by)
    event = events()[f"milestone-{step.pk}"]
    assert str(event["summary"]) == "Done: First home (1 Buy homes back)"
    assert event["dtstart"].dt == today


def test_what_has_ended_is_due_no_more(plan, action, by):
    MilestoneFactory(action=action, title="Never")
    publish(plan)
    tell(action, by, stage=Stage.DROPPED, body="No money.")
    assert events() == {}


def test_calendar_of_a_city_without_a_plan_is_empty_and_valid():
    CityFactory(name="Leeds", slug="leeds")
    response = Client().get(DATES)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(response.content)["prodid"]


def test_unchanged_calendar_is_not_sent_again(plan, action):
    publish(plan)
    first = Client().get(DATES)
    assert Client().get(DATES, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_unchanged_calendar_is_not_built_again(plan, action, monkeypatch):
    publish(plan)
    first = Client().get(DATES)
    monkeypatch.setattr("cities.plans.views.calendar.calendar_of", None)
    assert Client().get(DATES, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_calendar_is_built_once_for_all(plan, action, monkeypatch, settings):
    settings.PAGE_CACHE_ENABLED = True
    publish(plan)
    first = Client().get(DATES)
    monkeypatch.setattr("cities.plans.views.calendar.calendar_of", None)
    assert Client().get(DATES).content == first.content


def test_all_that_the_calendar_says_makes_another_tag(plan, action, by):
    step = MilestoneFactory(action=action, title="First home")
    tags = [Client().get(DATES)["ETag"]]
    publish(plan)
    tags.append(Client().get(DATES)["ETag"])
    tell(action, by, next_step="Sign", next_on=timezone.localdate() + timedelta(days=9))
    tags.append(Client().get(DATES)["ETag"])
    Milestone.objects.filter(pk=step.pk).update(done_on=timezone.localdate())
    tags.append(Client().get(DATES)["ETag"])
    tell(action, by, stage=Stage.DROPPED, body="No money.")
    tags.append(Client().get(DATES)["ETag"])
    assert len(set(tags)) == len(tags)


def test_long_words_with_marks_come_through_the_calendar(plan, action):
    title = "Zoë’s homes, shops; and \\\\more: ŵŵŵ " * 5
    step = MilestoneFactory(action=action, title=title.strip())
    publish(plan)
    content = Client().get(DATES).content
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert str(events()[f"milestone-{step.pk}"]["summary"]) == f"Milestone: {title.strip()} (1 Buy homes back)"

"""Every link in a digest opens for its reader, whatever it leads to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from cities.plans.models import Action, Follow
from network.digests.choices import ItemKind
from network.digests.letters import message_for
from network.forum.choices import Level, Why
from network.forum.models import Reader
from network.forum.services.outcomes import Told, record_outcome
from portal.accounts.models import User
from portal.newsroom.models import Coverage
from tests.digests.people import digest_of, long_here
from tests.factories import ActionFactory, EntryPageFactory, ObjectiveFactory, PlanFactory, UpdateFactory
from tests.factories.digests import DigestFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory
from tests.factories.newsroom import ArticlePageFactory, CoverageFactory
from tests.factories.plans import publish
from tests.plans.reminding import NOW, old_plan, overdue_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

SITE = "http://localhost:8000"


@pytest.fixture
def reader(time_machine) -> User:
    """Somebody to whom something of every kind is new."""
    time_machine.move_to(NOW, tick=False)
    action = overdue_action(old_plan())
    person = User.objects.get(email="owner@example.org")
    long_here(person)
    add_plan_news(action, person)
    add_forum_news(person)
    EntryPageFactory(title="License homes")
    ArticlePageFactory(title="Who owns the sunshine?")
    CoverageFactory(cities=[action.plan.city], printed_on=NOW.date())
    return person


def add_plan_news(action: Action, person: User) -> None:
    """Let a person follow another plan, of which there is an edition and an update."""
    plan = PlanFactory()
    other = ActionFactory(objective=ObjectiveFactory(plan=plan))
    Follow.objects.create(user=person, plan=plan, confirmed_at=NOW, told_until=NOW - timedelta(days=2))
    publish(plan, note="Energy is new.")
    UpdateFactory(action=other, published_at=NOW - timedelta(hours=1))


def add_forum_news(person: User) -> None:
    """Let others write in a thread that a person watches, call an event, and say what came of something."""
    board = BoardFactory()
    thread = ThreadFactory(board=board)
    PostFactory.create_batch(3, thread=thread)
    Reader.objects.create(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE)
    event_on(board, title="A visit to a roof")
    ended = ThreadFactory(board=board)
    Reader.objects.create(person=person, thread=ended, level=Level.WATCHING, why=Why.CHOSE, last_read=1)
    record_outcome(ended, Told(asked="Did it?", result="worked", summary="It did."), by=ended.author)


def test_every_link_opens_for_its_reader(client, reader):
    told = digest_of(reader)
    message = message_for(DigestFactory(person=reader), told)
    client.force_login(reader)
    links = re.findall(r"https?://\S+", message.body)
    assert {item.described.url for item in told.items} < set(links)
    assert {item.choice.kind for item in told.items} == set(ItemKind.values)
    assert {link for link in links if not link.startswith(SITE)} == {Coverage.objects.get().url}
    inside = [link for link in links if link.startswith(SITE)]
    assert {link: client.get(link.removeprefix(SITE)).status_code for link in inside} == dict.fromkeys(inside, 200)


def test_link_that_turns_the_digest_down_opens_for_whoever_is_not_signed_in(reader):
    message = message_for(DigestFactory(person=reader), digest_of(reader))
    (link,) = re.findall(r"https?://\S+/digests/unsubscribe/\S+", message.body)
    assert Client().get(link.removeprefix(SITE)).status_code == 200

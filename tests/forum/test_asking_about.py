"""Asking about a thing from its own page: the thread that is sent is tied to it, and stands there afterwards."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from network.forum.choices import Audience, Kind
from network.forum.models import Thread, ThreadLink
from network.forum.reading.panels import About, discussions
from tests.factories import ActionFactory, EntryPageFactory, ObjectiveFactory, PlanFactory, PrecedentPageFactory
from tests.factories.forum import BoardFactory, ThreadFactory, member_of
from tests.factories.newsroom import ArticlePageFactory
from tests.factories.plans import publish
from tests.forum.writing import send

pytestmark = pytest.mark.django_db
ABOUT = ("entry", "precedent", "action", "article", "event")
TICKED = rf'<input type="checkbox"\s+name="({"|".join(ABOUT)})"\s+value="(\d+)"\s+checked'


def an_action():
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory()))
    publish(action.plan)
    return action


MAKE = {
    "entry": EntryPageFactory,
    "precedent": PrecedentPageFactory,
    "action": an_action,
    "article": ArticlePageFactory,
    "event": lambda: ThreadFactory(kind=Kind.EVENT),
}


@pytest.mark.parametrize("name", ABOUT)
def test_link_that_an_address_asks_for_is_saved_with_the_thread(client, tree, name):
    board, thing = BoardFactory(audience=Audience.PUBLIC), MAKE[name]()
    client.force_login(member_of())
    choice = client.get(reverse("thread_start_anywhere"), {name: thing.pk}).content.decode()
    address = f"{reverse('thread_start', args=[board.slug])}?{name}={thing.pk}"
    assert f'href="{address}"' in choice
    ticked = re.findall(TICKED, client.get(address).content.decode())
    assert ticked == [(name, str(thing.pk))]
    assert send(client, board, **dict(ticked)).status_code == 302
    thread = Thread.objects.get(title="How did you begin?")
    (saved,) = ThreadLink.objects.filter(thread=thread)
    assert (getattr(saved, f"{name}_id"), saved.by_id) == (thing.pk, thread.author_id)
    assert [found.title for found in discussions(About.of(thing), None)] == [thread.title]


@pytest.mark.parametrize("name", ABOUT)
def test_link_that_the_writer_takes_away_is_not_saved(client, tree, name):
    board, thing = BoardFactory(), MAKE[name]()
    client.force_login(member_of())
    client.get(reverse("thread_start", args=[board.slug]), {name: thing.pk})
    send(client, board)
    assert not ThreadLink.objects.exists()


def test_draft_keeps_what_the_thread_is_to_be_about(client, tree):
    board, things = BoardFactory(), {name: make().pk for name, make in MAKE.items()}
    client.force_login(member_of())
    send(client, board, act="keep", **things)
    assert not Thread.objects.filter(title="How did you begin?").exists()
    ticked = re.findall(TICKED, client.get(reverse("thread_start", args=[board.slug])).content.decode())
    assert {name: int(pk) for name, pk in ticked} == things
    assert send(client, board, **dict(ticked)).status_code == 302
    saved = ThreadLink.objects.filter(thread__title="How did you begin?")
    assert {
        name: getattr(link, f"{name}_id") for link in saved for name in ABOUT if getattr(link, f"{name}_id")
    } == things

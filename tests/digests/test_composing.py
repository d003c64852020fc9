"""Composing: what concerns people, in order, and what they may read alone."""

from __future__ import annotations

import pytest

from network.digests.building.composing import compose
from network.digests.building.people import People
from network.forum.choices import Level, Why
from network.forum.models import Reader
from tests.factories.accounts import UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def follow(person, thread, **fields):
    return Reader.objects.create(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE, **fields)


def test_followed_thread_is_told_of_with_its_newest_words():
    person, thread = UserFactory(), ThreadFactory(title="Lending to co-ops", board=BoardFactory(audience="public"))
    PostFactory(thread=thread, body="We lend **slowly**.")
    follow(person, thread, last_read=1)
    contents = compose(People([person.pk]))[person.pk]
    (item,) = contents.items
    assert (item.described.title, item.described.line, item.choice.count) == ("Lending to co-ops", "We lend slowly.", 1)


def test_what_its_reader_may_not_read_is_left_out():
    person, thread = UserFactory(), ThreadFactory(board=BoardFactory(audience="network"))
    PostFactory(thread=thread)
    follow(person, thread)
    assert compose(People([person.pk])) == {}

"""Composing: what concerns people, in order, and what they may read alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from network.digests.building import composing
from network.digests.building.choice import Choice
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


def test_thread_of_which_nothing_was_read_is_told_of_for_thirty_days():
    person, thread = UserFactory(), ThreadFactory(board=BoardFactory(audience="public"))
    follow(person, thread)
    for days, told in ((29, 1), (31, 0)):
        assert len(compose(People([person.pk], timezone.now() + timedelta(days=days)))) == told, days


@pytest.fixture
def told_of(monkeypatch):
    """Compose a digest of so many new threads in each section."""

    def compose_of(counts):
        person, board = UserFactory(), BoardFactory(audience="public")
        threads = iter(ThreadFactory.create_batch(sum(counts.values()), board=board))
        of_section = {name: [next(threads).pk for _ in range(count)] for name, count in counts.items()}

        def gathered(name):
            keys = of_section.get(name, ())
            choices = [Choice(section=name, kind="thread", key=key, why="", number=1) for key in keys]
            return lambda people: {person.pk: choices} if choices else {}

        sections = [replace(section, gather=gathered(section.name)) for section in composing.SECTIONS]
        monkeypatch.setattr(composing, "SECTIONS", tuple(sections))
        return of_section, compose(People([person.pk]))[person.pk]

    return compose_of


def test_room_that_sections_leave_is_filled_in_their_order_and_what_is_left_is_known(told_of):
    of_section, contents = told_of({"followed": 14, "quiet": 1})
    told = [(item.choice.section, item.choice.key) for item in contents.items]
    assert told == [("followed", key) for key in of_section["followed"][:11]] + [("quiet", of_section["quiet"][0])]
    assert contents.more
    assert contents.more_threads
    assert composing.still_readable([contents])[contents.person].more


def test_nothing_more_is_said_of_what_fits(told_of):
    _of_section, contents = told_of({"asks": 8, "followed": 4})
    assert len(contents.items) == 12
    assert not contents.more


def test_of_all_that_there_is_the_first_twelve_are_told_in_the_order_of_the_sections(told_of):
    names = ("replies", "asks", "followed", "uses", "quiet")
    of_section, contents = told_of(dict.fromkeys(names, 4))
    told = [(item.choice.section, item.choice.key) for item in contents.items]
    assert len(told) == 12
    assert told == [(name, key) for name in ("replies", "asks", "followed") for key in of_section[name]]
    assert [part.name for part in contents.parts] == ["replies", "asks", "followed"]

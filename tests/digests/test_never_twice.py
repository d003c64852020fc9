"""Told by numbers: nothing is lost, nothing is told twice, and nothing is told to who may not read it any more."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.digests.building.composing import chosen, compose, still_readable
from network.digests.building.people import People
from network.digests.choices import Cadence, ItemKind
from network.digests.models import Preference
from network.forum.choices import Audience, Kind, Level, Why
from network.forum.models import Follow, Mention, Outcome, Reader, Thread
from network.forum.services.hiding import hide_post, hide_thread
from network.forum.services.moving import move
from network.forum.services.posting import Written, reply
from network.forum.services.readers import follow, mark_read, set_level
from network.forum.services.splitting import merge, split
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.digests.forum import ask, outcome
from tests.digests.people import crowd, digest_of, long_here, send, told
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(leeds):
    return member_of(leeds, user=UserFactory(groups=["Moderators"]))


@pytest.fixture
def thread(reader):
    thread = ThreadFactory(board=BoardFactory(), title="Watched")
    set_level(thread, Level.WATCHING, by=reader)
    return thread


def numbers(person):
    """Send a person their digest, and return the threads of it with the numbers that it tells of."""
    contents = digest_of(person)
    send(person, contents)
    return [(item.described.title, item.choice.before, item.choice.number) for item in contents.items]


def test_each_number_is_told_once(reader, thread):
    assert numbers(reader) == [("Watched", 0, 1)]
    assert numbers(reader) == []
    PostFactory(thread=thread)
    PostFactory(thread=thread)
    assert numbers(reader) == [("Watched", 1, 3)]
    assert numbers(reader) == []


def test_what_was_read_meanwhile_is_not_told(reader, thread):
    numbers(reader)
    PostFactory(thread=thread)
    mark_read(reader, thread, 2)
    assert numbers(reader) == []


def test_digest_that_did_not_leave_tells_nothing(reader, thread):
    digest_of(reader)
    assert numbers(reader) == [("Watched", 0, 1)]


def test_who_changes_from_daily_to_weekly_loses_nothing(reader, thread):
    Preference.objects.update_or_create(person=reader, defaults={"cadence": Cadence.DAILY})
    numbers(reader)
    PostFactory(thread=thread)
    Preference.objects.filter(person=reader).update(cadence=Cadence.WEEKLY, since=timezone.now())
    PostFactory(thread=thread)
    later = timezone.now() + timedelta(days=7)
    (item,) = digest_of(reader, later).items
    assert (item.choice.before, item.choice.number) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_post_that_was_written_before_the_digest_and_committed_after_it_is_told_next_time(tree, monkeypatch):
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "pool", False)
    reader, writer, thread = member_of(), member_of(), ThreadFactory(board=BoardFactory(), title="Late")
    long_here(reader)
    set_level(thread, Level.WATCHING, by=reader)
    written, composed = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                reply(thread, Written(body="Late, but here."), by=writer)
                written.set()
                assert composed.wait(20)
        finally:
            connection.close()

    late = threading.Thread(target=write)
    late.start()
    assert written.wait(20)
    first = numbers(reader)
    composed.set()
    late.join(20)
    assert first == [("Late", 0, 1)]
    assert numbers(reader) == [("Late", 1, 2)]
    assert numbers(reader) == []


# Access that is lost, and threads that go elsewhere.


def leave(thread, reader, moderator):
    reader.memberships.update(state="ended", ended_at=timezone.now())


def mute(thread, reader, moderator):
    set_level(thread, Level.MUTED, by=reader)


def go_elsewhere(thread, reader, moderator):
    other = city_board(CityFactory())
    Thread.objects.filter(pk=thread.pk).update(board=other)


def hide(thread, reader, moderator):
    hide_thread(thread, reason="x", by=moderator)


def deactivate(thread, reader, moderator):
    User.objects.filter(pk=reader.pk).update(is_active=False)


@pytest.mark.parametrize("change", [leave, mute, go_elsewhere, hide, deactivate])
def test_what_one_may_not_or_does_not_want_to_read_any_more_is_not_told(change, reader, thread, moderator):
    contents = digest_of(reader)
    assert len(contents.items) == 1
    change(thread, reader, moderator)
    assert digest_of(reader).items == []
    if change is not mute:
        assert still_readable([contents]) == {}


def test_post_that_was_hidden_since_is_not_quoted_and_what_else_is_new_comes_next_time(reader, thread, moderator):
    post = PostFactory(thread=thread)
    contents = digest_of(reader)
    hide_post(post, reason="x", by=moderator)
    assert still_readable([contents]) == {}
    (item,) = digest_of(reader).items
    assert (item.choice.post, item.choice.count) == (1, 1)


def test_thread_that_was_moved_is_told_at_its_new_address(reader, thread, moderator):
    numbers(reader)
    target = BoardFactory(slug="elsewhere")
    move(thread, target, by=moderator)
    assert numbers(reader) == []
    PostFactory(thread=thread)
    (item,) = digest_of(reader).items
    assert "/network/elsewhere/" in item.described.url


def test_split_thread_tells_nothing_again_and_goes_on_by_its_own_numbers(reader, thread, moderator):
    for _ in range(3):
        PostFactory(thread=thread)
    assert numbers(reader) == [("Watched", 0, 4)]
    new = split(thread, [2, 3], title="Aside", by=moderator)
    assert numbers(reader) == []
    PostFactory(thread=Thread.objects.get(pk=thread.pk))
    PostFactory(thread=new)
    assert set(numbers(reader)) == {("Watched", 2, 3), ("Aside", 2, 3)}
    assert numbers(reader) == []


def test_split_thread_tells_what_was_not_told_before(reader, thread, moderator):
    numbers(reader)
    PostFactory(thread=thread)
    PostFactory(thread=thread)
    split(thread, [3], title="Aside", by=moderator)
    assert set(numbers(reader)) == {("Watched", 1, 2), ("Aside", 0, 1)}


def test_merged_thread_tells_nothing_again_and_goes_on_in_the_other(reader, thread, moderator):
    younger = ThreadFactory(board=thread.board, title="Younger")
    set_level(younger, Level.WATCHING, by=reader)
    assert len(numbers(reader)) == 2
    merge(younger, thread, by=moderator)
    assert numbers(reader) == []
    PostFactory(thread=Thread.objects.get(pk=thread.pk))
    assert numbers(reader) == [("Watched", 2, 3)]


def test_item_that_is_cut_off_comes_next_time_and_each_thread_once(reader):
    board = BoardFactory()
    follow(Level.WATCHING, by=reader, board=board)
    threads = [ThreadFactory(board=board, title=str(place)) for place in range(29)]
    found = [told(reader, "followed") for _ in range(4)]
    assert [len(one) for one in found] == [12, 12, 5, 0]
    assert sorted(chain.from_iterable(found), key=int) == [thread.title for thread in threads]


# What anybody is told is what they may read, however the forum looks.


LEVELS = ((Level.WATCHING, Why.CHOSE), (Level.MUTED, Why.CHOSE), (Level.TRACKING, Why.WROTE))


def scattered(chance, cities):
    """Return people and threads, thrown together by chance."""
    boards = [
        BoardFactory(audience=Audience.PUBLIC),
        BoardFactory(audience=Audience.NETWORK),
        BoardFactory(audience=Audience.CITIES),
        *(city_board(city) for city in cities),
    ]
    people = [member_of(chance.choice(cities)) for _ in range(6)] + [UserFactory(), UserFactory(groups=["Moderators"])]
    long_here(*people)
    User.objects.filter(pk__in=[one.pk for one in people]).update(interests=[Theme.HOUSING])
    threads = []
    for _ in range(24):
        board = chance.choice(boards)
        author = chance.choice(people[:6])
        kind = chance.choice([Kind.ASK, Kind.DISCUSSION])
        made = {"board": board, "themes": [Theme.HOUSING], "author": author}
        threads.append(ask(board, by=author) if kind == Kind.ASK else ThreadFactory(**made))
        rested(*people)
    for person in people:
        follow(Level.WATCHING, by=person, theme=Theme.HOUSING)
        for thread in chance.sample(threads, 6):
            level, why = chance.choice(LEVELS)
            read = {"last_read": chance.randint(0, 2), "digested": chance.randint(0, 2), "level": level, "why": why}
            Reader.objects.update_or_create(person=person, thread=thread, defaults=read)
    for thread in chance.sample(threads, 12):
        post = PostFactory(thread=thread, author=chance.choice(people[:6]))
        Mention.objects.create(post=post, person=chance.choice(people))
        rested(*people)
    for thread in chance.sample(threads, 6):
        Outcome.objects.create(thread=thread, asked="What?", result="worked", summary="x", by=thread.author)
    for thread in chance.sample(threads, 4):
        change = {"hidden_at": timezone.now()} if chance.random() < 0.5 else {"board": chance.choice(boards)}
        Thread.objects.filter(pk=thread.pk).update(**change)
    return people


@pytest.mark.parametrize("seed", range(4))
def test_digest_holds_only_what_its_reader_sees(seed):
    chance = random.Random(seed)
    people = scattered(chance, [CityFactory(), CityFactory()])
    found = compose(People([person.pk for person in people]))
    assert len(found) > 4
    for person, contents in found.items():
        user = User.objects.get(pk=person)
        keys = {kind: {one.choice.key for one in contents.items if one.choice.kind == kind} for kind in ItemKind}
        threads = Thread.objects.visible_to(user).filter(pk__in=keys[ItemKind.THREAD])
        assert set(threads.values_list("pk", flat=True)) == keys[ItemKind.THREAD]
        assert not Reader.objects.filter(person=person, thread__in=threads, level=Level.MUTED).exists()
        outcomes = Outcome.objects.visible_to(user).filter(pk__in=keys[ItemKind.OUTCOME])
        assert set(outcomes.values_list("pk", flat=True)) == keys[ItemKind.OUTCOME]


# However many there are.


def fill(board, keys, threads):
    """Write threads that concern some people, each for another reason."""
    author = member_of()
    for place in range(threads):
        rested(author)
        if place % 4 == 0:
            thread = ask(board, by=author)
        else:
            thread = ThreadFactory(board=board, themes=[Theme.HOUSING], author=author)
        if place % 4 == 1:
            outcome(thread)
        if place % 4 == 2:
            own = {"thread": thread, "level": Level.TRACKING, "why": Why.WROTE}
            Reader.objects.bulk_create(Reader(person_id=key, **own) for key in keys)


def queries(act):
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def test_composing_takes_the_same_queries_for_any_number_of_people_and_threads(leeds):
    board, keys = BoardFactory(), crowd(50, leeds)
    User.objects.filter(pk__in=keys).update(interests=[Theme.HOUSING])
    Follow.objects.bulk_create(Follow(person_id=key, theme=Theme.HOUSING, level=Level.WATCHING) for key in keys)
    fill(board, keys, 4)
    found = compose(People(keys))
    assert set(found) == set(keys)
    assert [part.name for part in found[keys[0]].parts] == ["replies", "asks", "followed"]
    counts = {queries(lambda keys=keys[:some]: compose(People(keys))) for some in (1, 4, 50)}
    assert len(counts) == 1
    before = queries(lambda: chosen(People(keys)))
    fill(board, keys, 40)
    assert queries(lambda: chosen(People(keys))) == before

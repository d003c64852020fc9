"""What is new for a person: each thread once, in the first part that it belongs to, with why it stands there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from network.forum.choices import Audience, Kind, Level, ListingState
from network.forum.models import Listing, Reader, Thread
from network.forum.reading.new import MOST, SHOWN, WhatIsNew
from network.forum.services.readers import follow, mark_read, set_level
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.factories import ActionFactory, CityFactory, ObjectiveFactory, PlanFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.factories.plans import publish
from tests.forum.writing import words

pytestmark = pytest.mark.django_db

HOUSING, LAND = Theme.HOUSING, Theme.LAND


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def reader(leeds):
    return member_of(leeds)


@pytest.fixture
def board():
    return BoardFactory(title="Housing board")


def parts(person) -> dict[str, list[tuple[str, str]]]:
    """Return the titles and reasons of each part, for somebody who was not asked about before."""
    fresh = User.objects.get(pk=person.pk)
    return {part.name: [(row.title, row.reason) for row in part.rows] for part in WhatIsNew(fresh).parts}


def ask(board, *, by=None, themes=(HOUSING,), expires=30, state=ListingState.OPEN, **more) -> Thread:
    thread = ThreadFactory(board=board, kind=Kind.ASK, themes=list(themes), author=by or member_of(), **more)
    Listing.objects.create(thread=thread, expires_on=timezone.localdate() + timedelta(days=expires), state=state)
    return thread


def test_threads_that_one_follows_come_first_with_what_made_it_so(reader, board):
    ThreadFactory(board=board, title="Somebody else's")
    own = ThreadFactory(board=board, author=reader, title="Mine")
    chosen = ThreadFactory(board=board, title="Chosen")
    set_level(chosen, Level.TRACKING, by=reader)
    PostFactory(thread=own)
    assert list(parts(reader)) == ["own", "else"]
    assert parts(reader)["own"] == [("Mine", "Watching: you started it"), ("Chosen", "Tracking: you chose it")]
    assert parts(reader)["else"] == [("Somebody else's", "")]


def test_what_is_read_is_not_new(reader, board):
    thread = ThreadFactory(board=board, posts=3)
    set_level(thread, Level.WATCHING, by=reader)
    mark_read(reader, thread, 3)
    assert parts(reader) == {}


def test_muted_thread_and_board_are_left_out(reader, board):
    muted = ThreadFactory(board=BoardFactory())
    set_level(muted, Level.MUTED, by=reader)
    ThreadFactory(board=board)
    assert list(parts(reader)) == ["else"]
    follow(Level.MUTED, by=reader, board=board)
    assert parts(reader) == {}


def test_board_and_theme_that_one_follows_come_before_all_else(reader, board):
    ThreadFactory(title="Plain")
    ThreadFactory(title="Of the theme", themes=[LAND])
    ThreadFactory(title="Of the board", board=board)
    follow(Level.TRACKING, by=reader, board=board)
    follow(Level.WATCHING, by=reader, theme=LAND)
    found = parts(reader)
    assert found["followed"] == [
        ("Of the board", "Tracking: you chose it for the board Housing board"),
        ("Of the theme", f"Watching: you follow the theme {LAND.label}"),
    ]
    assert found["else"] == [("Plain", "")]


def test_ask_concerns_whose_interest_it_is(reader, board):
    ask(board, title="Who has done it?")
    assert list(parts(reader)) == ["else"]
    User.objects.filter(pk=reader.pk).update(interests=[HOUSING])
    assert parts(reader) == {"asks": [("Who has done it?", f"you are interested in {HOUSING.label}")]}


def test_ask_concerns_a_city_that_offered_help(reader, board, leeds):
    ask(board)
    ThreadFactory(board=board, kind=Kind.OFFER, themes=[LAND, HOUSING], author=reader)
    ((_title, reason),) = parts(reader)["asks"]
    assert reason == f"Leeds offered help on {HOUSING.label}"


def test_ask_concerns_a_city_with_a_published_action(tree, reader, board, leeds):
    plan = PlanFactory(city=leeds)
    ActionFactory(objective=ObjectiveFactory(plan=plan, theme=HOUSING))
    ask(board)
    assert list(parts(reader)) == ["else"]
    publish(plan)
    ((_title, reason),) = parts(reader)["asks"]
    assert reason == f"Leeds has actions on {HOUSING.label}"


@pytest.mark.parametrize(
    "kwargs", [{"expires": -1}, {"state": ListingState.WITHDRAWN}, {"themes": [LAND]}, {"own city": True}]
)
def test_ask_that_is_over_or_of_another_theme_or_of_ones_own_city_is_as_any_thread(reader, board, leeds, kwargs):
    User.objects.filter(pk=reader.pk).update(interests=[HOUSING])
    by = member_of(leeds) if kwargs.pop("own city", False) else None
    ask(board, by=by, **kwargs)
    assert list(parts(reader)) == ["else"]


def test_each_thread_stands_once(reader, board):
    User.objects.filter(pk=reader.pk).update(interests=[HOUSING])
    thread = ask(board, title="Everything at once")
    follow(Level.TRACKING, by=reader, board=board)
    assert list(parts(reader)) == ["asks"]
    set_level(thread, Level.TRACKING, by=reader)
    assert list(parts(reader)) == ["own"]


def test_nothing_of_a_board_that_one_does_not_read(reader):
    glasgow = CityFactory(name="Glasgow")
    secret = ThreadFactory(board=city_board(glasgow), author=member_of(glasgow), themes=[LAND])
    Reader.objects.create(person=reader, thread=secret, level=Level.WATCHING, why="chose")
    follow(Level.TRACKING, by=reader, theme=LAND)
    assert parts(reader) == {}


def test_parts_are_counted_and_lead_on(reader, board):
    for place in range(SHOWN + 2):
        ThreadFactory(board=board, title=f"Thread {place}")
    (part,) = WhatIsNew(User.objects.get(pk=reader.pk)).parts
    assert (part.count, len(part.rows), part.more_url) == (str(SHOWN + 2), SHOWN, "/network/")
    assert part.rows[0].title == f"Thread {SHOWN + 1}"
    assert MOST > SHOWN


def test_page_asks_as_much_for_many_as_for_few(client, reader, board, django_assert_max_num_queries):
    User.objects.filter(pk=reader.pk).update(interests=[HOUSING])
    follow(Level.TRACKING, by=reader, board=board)
    client.force_login(reader)
    ThreadFactory(author=reader)
    client.get("/network/new/")  # the number beside the bell is known for a minute
    counts = []
    for more in (3, 27):
        for _place in range(more // 3):
            PostFactory(thread=ThreadFactory(author=reader))
            ask(BoardFactory())
            ThreadFactory(board=board)
            ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC))
        with django_assert_max_num_queries(6) as asked:
            assert client.get("/network/new/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_all_is_marked_as_read_by_a_button_alone(client, reader, board):
    ThreadFactory(board=board, title="Not read yet")
    client.force_login(reader)
    assert client.get("/network/new/read/")["Location"] == "/network/new/"
    assert "Not read yet" in words(client.get("/network/new/"))
    page = client.post("/network/new/read/", follow=True)
    assert "Not read yet" not in words(page)
    assert "You have read everything" in words(page)


def test_person_without_a_network_sees_what_is_public(client, board):
    ThreadFactory(board=board, title="Inner")
    ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), title="Outer")
    person = UserFactory(joined_at=timezone.now() - timedelta(days=1))
    client.force_login(person)
    page = words(client.get("/network/new/"))
    assert "Outer" in page
    assert "Inner" not in page


def test_page_is_for_who_is_signed_in():
    for url in ("/network/new/", "/network/new/read/"):
        assert Client().get(url)["Location"].startswith("/accounts/login/")

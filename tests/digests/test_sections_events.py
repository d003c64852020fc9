"""Events in digests: those that somebody reads and has not answered, once, and as long as they may be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.places.models import Membership
from network.digests.building.composing import still_readable
from network.digests.building.kinds import events as kind
from network.digests.building.people import People
from network.digests.building.sections import events
from network.digests.choices import ItemKind
from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.services.planning import cancel_event
from network.forum.choices import Audience, Level, SanctionKind, Why
from network.forum.models import Reader, Sanction, Thread
from network.forum.services.readers import follow
from tests.digests.people import choices, crowd, digest_of, of_section, opened, send, titles, told
from tests.factories import CityFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, city_board, member_of

pytestmark = pytest.mark.django_db

NOT_YET = "You have not said yet whether you are coming."


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def reader(leeds):
    return member_of(leeds)


def soon(**parts):
    return timezone.now() + timedelta(**parts)


def test_event_says_when_and_who_hosts_it_and_not_where_it_is(leeds, reader):
    event_on(
        title="A visit to a roof",
        by=member_of(leeds),
        host=leeds,
        starts_at=soon(days=9),
        place="12 Secret Street",
        link="https://meet.example.org/secret",
    )
    (item,) = digest_of(reader).items
    event = Event.objects.get()
    assert item.described.title == "A visit to a roof"
    assert item.described.place == "Leeds"
    assert f"{event.starts:%H:%M} to {event.ends:%H:%M}, London time" in item.described.when
    assert str(event.starts.day) in item.described.when
    assert item.described.line == "Come."
    assert item.described.url == f"http://localhost:8000/network/events/{event.pk}-a-visit-to-a-roof/"
    assert "ecret" not in repr(item)


def test_events_of_own_cities_stand_first_then_the_next(leeds, reader):
    board = BoardFactory()
    event_on(board, title="Next week")
    event_on(board, title="Tomorrow", starts_at=soon(days=1))
    event_on(board, title="In a month", starts_at=soon(days=30), by=member_of(leeds), host=leeds)
    assert of_section(digest_of(reader), "events") == [
        ("In a month", "Leeds, your city, hosts it, and you have not said yet whether you are coming."),
        ("Tomorrow", NOT_YET),
        ("Next week", NOT_YET),
    ]


@pytest.mark.parametrize("state", Coming.values)
def test_who_has_answered_is_not_asked(reader, state):
    Attendance.objects.create(event=event_on(), person=reader, state=state)
    assert titles(digest_of(reader), "events") == []


def test_event_is_told_of_once_however_soon_it_is(reader):
    event_on(starts_at=soon(days=4))
    assert told(reader, "events") == ["A visit"]
    assert told(reader, "events") == []
    assert told(reader, "events", soon(days=2)) == []


def test_as_many_as_a_digest_holds_are_told_of_at_once_and_the_others_next_time(reader):
    board = BoardFactory()
    for day in range(1, 15):
        event_on(board, title=f"Day {day}", starts_at=soon(days=day))
    contents = digest_of(reader)
    assert contents.more
    assert not contents.more_threads
    send(reader, contents)
    assert titles(contents, "events") == [f"Day {day}" for day in range(1, 13)]
    assert told(reader, "events") == ["Day 13", "Day 14"]


def test_full_event_says_so_and_stands_behind_those_with_room(leeds, reader):
    board = BoardFactory()
    full = event_on(board, title="Full", starts_at=soon(days=1), host=leeds, by=member_of(leeds), capacity=1)
    event_on(board, title="Room", starts_at=soon(days=9), capacity=1)
    Attendance.objects.create(event=full, person=UserFactory(), state=Coming.GOING)
    contents = digest_of(reader)
    assert titles(contents, "events") == ["Room", "Full"]
    assert [item.described.note for item in contents.items] == ["", "Full; there is a waiting list."]
    assert [item.described.full for item in contents.items] == [False, True]


def test_event_and_its_thread_are_told_of_once(reader):
    """Its first post stands with the event, so that it is no new post of the thread afterwards; what follows is."""
    board = BoardFactory()
    event = event_on(board)
    follow(Level.WATCHING, by=reader, board=board)
    contents = digest_of(reader)
    assert [item.choice.section for item in contents.items] == ["events"]
    send(reader, contents)
    assert digest_of(reader).items == []
    PostFactory(thread=event.thread)
    (item,) = digest_of(reader).items
    assert (item.choice.section, item.choice.before, item.choice.number) == ("followed", 1, 2)


def begun(event):
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=1))


def cancelled(event):
    cancel_event(event, "The roof leaks.", by=event.thread.author)


def hidden(event):
    Thread.objects.filter(pk=event.pk).update(hidden_at=timezone.now())


def made_private(event):
    event.thread.board.audience = Audience.CITIES
    event.thread.board.save()


def moved_away(event):
    Thread.objects.filter(pk=event.pk).update(board=city_board(CityFactory()))


GONE = [begun, cancelled, hidden, made_private, moved_away]


@pytest.mark.parametrize("change", GONE)
def test_what_is_gone_is_not_told_of(reader, change):
    event = event_on()
    change(event)
    assert titles(digest_of(reader), "events") == []


@pytest.mark.parametrize("change", GONE)
def test_what_goes_between_composing_and_sending_is_taken_out(reader, change):
    event = event_on()
    contents = digest_of(reader)
    assert titles(contents, "events") == ["A visit"]
    change(event)
    assert still_readable([contents]) == {}
    is_read_by_some = change in (made_private, moved_away)
    assert bool(kind.describe(choices(ItemKind.EVENT, [event.pk]))) == is_read_by_some


def test_link_opens_and_who_leaves_the_network_is_not_sent_it(client, reader):
    event_on()
    contents = digest_of(reader)
    assert opened(client, reader, contents) == {200}
    Membership.objects.filter(user=reader).update(state=MembershipState.ENDED, ended_at=timezone.now())
    assert opened(client, reader, contents) == {404}
    assert still_readable([contents]) == {}


def test_who_cannot_come_hears_nothing(reader):
    event_on(BoardFactory(audience=Audience.PUBLIC))
    stranger, suspended = UserFactory(), member_of()
    suspend(suspended, reader)
    assert titles(digest_of(stranger), "events") == []
    assert titles(digest_of(suspended), "events") == []
    assert titles(digest_of(reader), "events") == ["A visit"]


def suspend(person, by):
    Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, until=soon(days=3), by=by, reason="Rude.")


def test_who_called_it_or_mutes_it_hears_nothing(reader):
    event = event_on(by=reader)
    other = member_of()
    assert titles(digest_of(reader), "events") == []
    assert titles(digest_of(other), "events") == ["A visit"]
    Reader.objects.create(person=other, thread=event.thread, level=Level.MUTED, why=Why.CHOSE)
    assert titles(digest_of(other), "events") == []


def test_who_reads_is_who_the_room_says(leeds):
    outside = CityFactory()
    boards = [BoardFactory(audience=Audience.PUBLIC), BoardFactory(), city_board(leeds), city_board(outside)]
    for board in boards:
        event_on(board, by=member_of(outside if board == boards[3] else leeds))
    hidden(event_on(boards[0]))
    people = [member_of(leeds), member_of(outside), member_of(), UserFactory(), UserFactory(groups=["Moderators"])]
    people.append(member_of(leeds))
    suspend(people[-1], people[0])
    every = choices(ItemKind.EVENT, Event.objects.values_list("pk", flat=True))
    wanted = [(person.pk, one) for person in people for one in every]
    may = kind.readable(People([person.pk for person in people]), wanted)
    for person in people:
        read = set(Event.objects.visible_to(person).listed().values_list("pk", flat=True))
        assert {subject.key for key, subject in may if key == person.pk} == read


@pytest.mark.parametrize("upcoming", [2, 12])
def test_queries_do_not_grow_with_people_nor_events(leeds, upcoming):
    board = BoardFactory()
    for _ in range(upcoming):
        event_on(board)
    asked = set()
    for number in (1, 4, 50, 500):
        people = People(crowd(number, leeds))
        with CaptureQueriesContext(connection) as queries:
            found = events.gather(people)
            every = [(person, one) for person, own in found.items() for one in own]
            assert len(kind.readable(people, every)) == number * upcoming
            assert len(kind.describe([one for _person, one in every])) == upcoming
        asked.add(len(queries))
    assert len(asked) == 1, asked
    assert asked.pop() <= 13


def test_told_people_do_not_change_what_others_are_told(reader):
    event_on()
    other = member_of()
    send(reader, digest_of(reader))
    assert titles(digest_of(other), "events") == ["A visit"]

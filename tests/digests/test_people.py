"""Who reads what, worked out for many people at once: the same as what the forum says of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.places.choices import MembershipState
from network.digests.building import kinds
from network.digests.building.people import People
from network.digests.choices import ItemKind
from network.forum.choices import Audience, Level, SanctionKind
from network.forum.models import Board, Outcome, Participant, Sanction, Thread
from network.forum.rules import may_write
from network.forum.services.readers import follow
from network.forum.standing import new_from
from portal.accounts.models import User
from tests.digests.people import choices
from tests.factories import CityFactory, MembershipFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def boards(leeds):
    bristol, past = CityFactory(name="Bristol", slug="bristol"), timezone.now()
    return [
        BoardFactory(audience=Audience.PUBLIC),
        BoardFactory(audience=Audience.NETWORK),
        BoardFactory(audience=Audience.CITIES),
        BoardFactory(audience=Audience.CITIES, cities=[leeds, bristol]),
        city_board(leeds),
        city_board(bristol),
        BoardFactory(audience=Audience.PUBLIC, archived_at=past),
        BoardFactory(audience=Audience.NETWORK, archived_at=past),
        BoardFactory(audience=Audience.CITIES, cities=[leeds], archived_at=past),
    ]


def stopped(person, kind, *, days=1, **fields):
    now = timezone.now()
    given = {"at": now - timedelta(days=9), "until": now + timedelta(days=days), "reason": "x", "by": UserFactory()}
    Sanction.objects.create(person=person, kind=kind, **{**given, **fields})
    return person


@pytest.fixture
def everybody(leeds):
    """One of each kind."""
    now = timezone.now()
    of_two = member_of(leeds)
    MembershipFactory(user=of_two, city=CityFactory(), state=MembershipState.ACTIVE)
    ended = MembershipFactory(city=leeds, state=MembershipState.ENDED, ended_at=now).user
    gone = UserFactory(is_active=False, anonymised_at=now)
    return [
        UserFactory(),
        member_of(leeds),
        member_of(leeds, role="adviser"),
        member_of(leeds, role="coordinator"),
        member_of(),
        of_two,
        ended,
        MembershipFactory(city=leeds, state=MembershipState.REQUESTED).user,
        UserFactory(groups=["Moderators"]),
        UserFactory(groups=["Administrators"]),
        UserFactory(groups=["Writers"], is_superuser=True),
        stopped(member_of(leeds), SanctionKind.SUSPENSION),
        stopped(member_of(leeds), SanctionKind.SILENCE),
        stopped(member_of(leeds), SanctionKind.SUSPENSION, days=-1),
        stopped(member_of(leeds), SanctionKind.SUSPENSION, lifted_at=now, lifted_by=UserFactory()),
        stopped(UserFactory(groups=["Moderators"]), SanctionKind.SUSPENSION),
        member_of(leeds, user=UserFactory(is_active=False)),
        member_of(leeds, user=UserFactory(is_active=False, groups=["Moderators"])),
        gone,
    ]


def fresh(person):
    """Return a person as another request holds them."""
    return User.objects.get(pk=person.pk)


def test_boards_are_those_that_the_forum_shows_each(everybody, boards):
    people = People([person.pk for person in everybody])
    found = [set(people.boards_of(person.pk)) for person in everybody]
    assert found == [set(Board.objects.visible_to(fresh(one)).values_list("pk", flat=True)) for one in everybody]
    assert len(set(map(frozenset, found))) == 3
    assert len(found[1]) == 7


def test_somebody_who_is_not_there_reads_what_everybody_reads(boards):
    assert People([987_654]).boards_of(987_654) == set(Board.objects.visible_to(None).values_list("pk", flat=True))


def test_boards_of_a_city_are_those_that_its_members_read(leeds, boards):
    seen = Board.objects.visible_to(member_of(leeds)).values_list("pk", flat=True)
    assert People([]).boards_of_city(leeds.pk) == set(seen)


def test_threads_and_outcomes_are_read_by_whom_the_forum_shows_them(everybody, boards):
    threads = [thread for board in boards for thread in (ThreadFactory(board=board), ThreadFactory(board=board))]
    now = timezone.now()
    Thread.objects.filter(pk=threads[0].pk).update(hidden_at=now)
    Thread.objects.filter(pk=threads[2].pk).update(merged_into=threads[3])
    held = [ThreadFactory(board=board, posts=0) for board in boards]
    outcomes = [
        Outcome.objects.create(thread=thread, asked="What?", result="worked", summary="It did.", by=thread.author)
        for thread in threads
    ]
    people = People([person.pk for person in everybody])
    for kind, rows in ((ItemKind.THREAD, [*threads, *held]), (ItemKind.OUTCOME, outcomes)):
        wanted = [(one.pk, choice) for one in everybody for choice in choices(kind, [row.pk for row in rows])]
        found = {(person, subject.key) for person, subject in kinds.readable(people, wanted)}
        for person in everybody:
            seen = type(rows[0]).objects.visible_to(fresh(person))
            seen = seen.listed() if kind == ItemKind.THREAD else seen
            assert {key for one, key in found if one == person.pk} == set(seen.values_list("pk", flat=True))


def test_who_writes_and_since_when_things_are_new_is_as_in_the_forum(everybody):
    Participant.objects.update_or_create(person=everybody[1], defaults={"read_before": timezone.now()})
    people = People([person.pk for person in everybody])
    active = [fresh(person) for person in everybody if person.is_active]
    assert [people.new_from(person.pk) for person in active] == [new_from(person) for person in active]
    assert [people.writes(person.pk) for person in everybody] == [bool(may_write(fresh(one))) for one in everybody]
    assert {people.writes(person.pk) for person in everybody} == {True, False}


def test_muted_board_is_read_but_not_heard_of(leeds, boards):
    person = member_of(leeds)
    follow(Level.MUTED, by=person, board=boards[1])
    follow(Level.WATCHING, by=person, board=boards[4])
    people = People([person.pk])
    assert people.boards_of(person.pk) - people.heard_boards(person.pk) == {boards[1].pk}


@pytest.mark.parametrize("count", [1, 4, 50])
def test_asked_for_many_at_once(count, leeds, boards, django_assert_num_queries):
    keys = [member_of(leeds).pk for _ in range(count)]
    with django_assert_num_queries(6):
        people = People(keys)
        for key in keys:
            people.boards_of(key), people.heard_boards(key), people.writes(key), people.new_from(key)

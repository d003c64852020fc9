"""Many at the same instant: no more come than there is room for, and no letter is written twice."""

from __future__ import annotations

import pytest

from network.events.models import Attendance, Event
from network.events.services import telling
from network.events.services.attending import join, leave
from network.events.services.notes import write_notes
from network.events.services.planning import change_event
from portal.accounts.models import User
from portal.mail.models import Letter
from tests.events.test_attending import particulars
from tests.factories import CityFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, member_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leeds(tree):
    return CityFactory(name="Leeds", slug="leeds")


def again(person: User) -> User:
    """Return a person as another request would hold them."""
    return User.objects.get(pk=person.pk)


def joins(event: Event, person: User):
    return lambda: join(Event.objects.get(pk=event.pk), by=again(person))


def test_50_sign_ups_at_once_never_take_more_places_than_there_are(leeds):
    event = event_on(BoardFactory(), by=member_of(leeds), capacity=20)
    people = [member_of(leeds) for _ in range(50)]
    assert at_once(*(joins(event, person) for person in people)) == []
    assert event.attendances.going().count() == 20
    assert event.attendances.waiting().count() == 30


def test_one_person_who_presses_often_has_one_place(leeds):
    event, person = event_on(BoardFactory(), by=member_of(leeds), capacity=2), member_of(leeds)
    assert at_once(*(joins(event, person) for _ in range(8))) == []
    assert event.attendances.count() == 1


def test_who_goes_who_comes_and_more_room_at_once_leave_no_place_empty(leeds):
    host = member_of(leeds)
    event = event_on(BoardFactory(), by=host, capacity=5)
    first, others = [member_of(leeds) for _ in range(5)], [member_of(leeds) for _ in range(10)]
    for person in first:
        join(event, by=person)
    leaves = [lambda person=person: leave(Event.objects.get(pk=event.pk), by=again(person)) for person in first[:3]]
    more = particulars(event, capacity=7)
    acts = [*leaves, *(joins(event, person) for person in others)]
    assert at_once(*acts, lambda: change_event(Event.objects.get(pk=event.pk), more, by=again(host))) == []
    assert event.attendances.going().count() == 7
    waiting = list(event.attendances.waiting().values_list("asked_at", flat=True))
    moved = event.attendances.going().filter(person__in=others).values_list("asked_at", flat=True)
    assert max(moved) <= min(waiting)


def test_two_runs_at_once_write_each_letter_once(leeds):
    event = event_on(BoardFactory(), by=member_of(leeds))
    people = [member_of(leeds) for _ in range(12)]
    for person in people:
        join(event, by=person)
    Attendance.objects.update(told_sequence=-1)
    Letter.objects.all().delete()
    assert at_once(*(telling.tell_all for _ in range(4))) == []
    assert telling.tell_all() == 0
    keys = sorted(Letter.objects.values_list("key", flat=True))
    assert keys == sorted(f"events.told:{event.pk}:{person.pk}:0" for person in people)


def test_of_two_who_write_notes_at_once_one_is_told(leeds):
    host = member_of(leeds)
    event = event_on(BoardFactory(), by=host)
    acts = [
        lambda text=text: write_notes(Event.objects.get(pk=event.pk), text, seen=0, by=again(host)) for text in "ab"
    ]
    faults = at_once(*acts)
    assert [getattr(fault, "code", "") for fault in faults] == ["stale"]
    event.refresh_from_db()
    assert (event.notes in ("a", "b"), event.notes_version) == (True, 1)

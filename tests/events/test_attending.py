"""Places at an event: never more than there are, and whoever waits longest moves up."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from network.events.choices import Coming
from network.events.models import Event
from network.events.services.attending import join, leave
from network.events.services.planning import Particulars, cancel_event, change_event
from network.events.zones import is_twice, moment
from tests.factories import UserFactory
from tests.factories.events import event_on
from tests.factories.forum import city_board, member_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def states(event) -> list[str]:
    return [row.state for row in event.attendances.order_by("asked_at", "pk")]


def particulars(event, **kwargs) -> Particulars:
    names = ("kind", "host", "starts_at", "ends_at", "zone", "place", "link", "capacity")
    return Particulars(**{name: getattr(event, name) for name in names} | kwargs)


def test_last_place_is_given_once_and_the_rest_wait():
    event = event_on(capacity=1)
    for person in (member_of(), member_of(), member_of()):
        join(event, by=person)
    assert states(event) == [Coming.GOING, Coming.WAITING, Coming.WAITING]


def test_whoever_waits_longest_moves_up():
    event, first, second, third = event_on(capacity=1), member_of(), member_of(), member_of()
    for person in (first, second, third):
        join(event, by=person)
    leave(event, by=first)
    assert states(event) == [Coming.OUT, Coming.GOING, Coming.WAITING]
    join(event, by=first)
    assert event.attendances.get(person=first).state == Coming.WAITING


def test_joining_twice_is_joining_once():
    event, person = event_on(), member_of()
    assert join(event, by=person) == join(event, by=person)


def test_more_room_lets_those_who_wait_in():
    host = member_of()
    event = event_on(by=host, capacity=1)
    for _place in range(3):
        join(event, by=member_of())
    change_event(event, particulars(event, capacity=2), by=host)
    assert states(event) == [Coming.GOING, Coming.GOING, Coming.WAITING]


def test_only_who_reads_the_board_joins():
    host = member_of()
    event = event_on(city_board(host.memberships.get().city), by=host)
    for person in (UserFactory(), member_of()):
        with pytest.raises(PermissionDenied):
            join(event, by=person)


def test_what_calendars_must_learn_raises_the_sequence():
    host = member_of()
    event = event_on(by=host)
    change_event(event, particulars(event, capacity=5), by=host)
    event.refresh_from_db()
    assert event.sequence == 0
    change_event(event, particulars(event, place="Town hall"), by=host)
    event.refresh_from_db()
    assert event.sequence == 1
    cancel_event(event, "The speaker is ill.", by=host)
    event.refresh_from_db()
    assert (event.sequence, event.is_cancelled) == (2, True)
    with pytest.raises(ValidationError, match="cancelled"):
        join(event, by=member_of())


def test_event_that_ends_before_it_starts_is_refused():
    at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="end after"):
        event_on(starts_at=at, ends_at=at - timedelta(hours=1))
    assert not Event.objects.exists()


def test_strangers_neither_change_nor_cancel():
    event = event_on()
    with pytest.raises(PermissionDenied):
        cancel_event(event, "No.", by=member_of())


def test_hour_that_clocks_jump_over_is_refused():
    with pytest.raises(ValidationError, match="clocks go forward"):
        moment(date(2027, 3, 28), time(1, 30), LONDON)


def test_hour_that_is_there_twice_is_refused():
    with pytest.raises(ValidationError, match="there twice on that day: the clocks go back"):
        moment(date(2026, 10, 25), time(1, 30), LONDON)
    assert moment(date(2026, 10, 25), time(0, 59), LONDON).isoformat() == "2026-10-24T23:59:00+00:00"
    assert moment(date(2026, 10, 25), time(2), LONDON).isoformat() == "2026-10-25T02:00:00+00:00"
    assert is_twice(date(2026, 10, 25), time(1, 30), LONDON)
    assert not is_twice(date(2026, 10, 26), time(1, 30), LONDON)

"""Who may not come to an event any more: their place goes to who waits, and no letter goes to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.places.choices import CityRole
from cities.places.services.memberships import change, end
from network.events import tasks
from network.events.choices import Coming
from network.events.models import Attendance, Event
from network.events.services.attending import join
from network.events.services.planning import change_event
from network.events.views.calendars import own_address
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Sanction
from portal.accounts.models import User
from tests.events.pages import words
from tests.events.test_attending import particulars
from tests.factories import CityFactory, MembershipFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, city_board, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def host(leeds):
    return member_of(leeds, CityRole.COORDINATOR)


def who_is_on(event: Event) -> dict[int, str]:
    return {row.person_id: row.state for row in event.attendances.all()}


def stop(person: User) -> None:
    """End the one membership of somebody, as they may."""
    end(person.memberships.active().get(), by=person)


def suspend(person: User, by: User) -> Sanction:
    until = timezone.now() + timedelta(days=1)
    return Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, reason="x", by=by, until=until)


@pytest.mark.parametrize("audience", [Audience.CITIES, Audience.NETWORK, Audience.PUBLIC])
def test_place_is_given_back_where_a_membership_ends(
    client, host, leeds, audience, mailoutbox, django_capture_on_commit_callbacks
):
    board = city_board(leeds) if audience == Audience.CITIES else BoardFactory(audience=audience)
    event, gone, waiter = event_on(board, by=host, capacity=1), member_of(leeds), member_of(leeds)
    for person in (gone, waiter):
        join(event, by=person)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        stop(gone)
    assert who_is_on(event) == {waiter.pk: Coming.GOING}
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([waiter.email], "You have a place: A visit")]
    client.force_login(host)
    assert gone.display_name not in words(client.get(event.get_absolute_url()))


def test_place_stays_where_another_membership_lets_them_come(host, leeds):
    ours, theirs = event_on(city_board(leeds), by=host), event_on(by=host)
    person = member_of(leeds)
    MembershipFactory(user=person, city=CityFactory(), state="active")
    for event in (ours, theirs):
        join(event, by=person)
    end(person.memberships.get(city=leeds), by=person)
    assert who_is_on(ours) == {}
    assert who_is_on(theirs) == {person.pk: Coming.GOING}


def test_another_role_takes_no_place_away(host, leeds):
    event, person = event_on(city_board(leeds), by=host), member_of(leeds, CityRole.COORDINATOR)
    join(event, by=person)
    change(person.memberships.get(), role=CityRole.MEMBER, partner=None, by=host)
    assert who_is_on(event) == {person.pk: Coming.GOING}


def test_what_is_over_keeps_who_was_there(host, leeds):
    event, person = event_on(city_board(leeds), by=host), member_of(leeds)
    join(event, by=person)
    past = timezone.now() - timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(starts_at=past - timedelta(hours=1), ends_at=past)
    stop(person)
    assert who_is_on(event) == {person.pk: Coming.GOING}


def test_calendar_of_who_goes_holds_the_event_no_more(client, host, leeds):
    event, person = event_on(city_board(leeds), by=host, title="Ours"), member_of(leeds)
    join(event, by=person)
    assert b"Ours" in client.get(own_address(person)).content
    stop(person)
    assert b"Ours" not in client.get(own_address(person)).content
    assert client.get(reverse("event_calendar", args=[event.pk])).status_code == 404


def due(event: Event, *people: User) -> None:
    """Let an event begin in some hours, for people who were told of it long ago."""
    starts_at = timezone.now() + timedelta(hours=20)
    for person in people:
        join(event, by=person)
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    long_ago = timezone.now() - timedelta(days=5)
    Attendance.objects.filter(event=event).update(asked_at=long_ago, told_sequence=0)


def test_nobody_is_reminded_who_cannot_come(host, leeds, mailoutbox, django_capture_on_commit_callbacks):
    event, stays, suspended = event_on(city_board(leeds), by=host), member_of(leeds), member_of(leeds)
    outside = member_of(leeds)
    due(event, stays, suspended, outside)
    suspend(suspended, host)
    outside.memberships.all().delete()  # and nothing is announced
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_reminders()
    assert [mail.to for mail in mailoutbox] == [[stays.email]]


def test_who_was_suspended_is_told_once_that_ends(host, leeds, mailoutbox, django_capture_on_commit_callbacks):
    event, person = event_on(by=host), member_of(leeds)
    due(event, person)
    sanction = suspend(person, host)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        change_event(Event.objects.get(pk=event.pk), particulars(event, place="Room 9"), by=host)
        tasks.tell_all()
    assert mailoutbox == []
    sanction.lifted_at = timezone.now()
    sanction.save()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.tell_all()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([person.email], "Changed: A visit")]

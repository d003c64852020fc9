"""Calendars of events, as programs read them: the bytes are parsed back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from network.events.calendars import letter_of
from network.events.models import Event
from network.events.services.attending import join, leave
from network.events.services.planning import cancel_event
from network.events.views.calendars import own_address
from network.forum.choices import Audience
from network.forum.models import Thread
from network.forum.services.editing import edit_thread
from network.forum.services.feeds import revoke, token_for
from portal.accounts.models import User
from tests.events.test_attending import particulars
from tests.factories import CityFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, city_board, member_of

pytestmark = pytest.mark.django_db
PUBLIC = "/network/events/calendar.ics"
HOSTILE = "Visit; \\n, BEGIN:VEVENT\r\nUID:evil\r\nATTENDEE:mailto:x@example.org \u202e" + "ü" * 90


def read(response) -> dict[str, dict]:
    """Return the events of a calendar by title."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return entries(response.content)


def entries(written: bytes | str) -> dict[str, dict]:
    return {str(entry["SUMMARY"]): entry for entry in Calendar.from_ical(written).walk("VEVENT")}


@pytest.fixture
def host():
    return member_of(CityFactory(name="Leeds", slug="leeds"))


@pytest.fixture
def board():
    return BoardFactory(audience=Audience.PUBLIC)


def test_public_calendar_holds_public_events_without_their_place(client, board, host):
    event = event_on(board, by=host, title="Public visit", place="Room 4", link="https://meet.example.org/x")
    event_on(BoardFactory(), by=host, title="Network visit")
    event_on(city_board(host.memberships.get().city), by=host, title="City visit")
    for person in (None, host):
        if person:
            client.force_login(person)
        found = read(client.get(PUBLIC))
        assert list(found) == ["Public visit"]
        assert b"Room 4" not in client.get(PUBLIC).content
        assert b"meet.example" not in client.get(PUBLIC).content
    entry = found["Public visit"]
    assert entry["UID"] == f"event-{event.pk}@localhost" or entry["UID"].startswith(f"event-{event.pk}@")
    assert (entry["SEQUENCE"], entry["STATUS"]) == (0, "CONFIRMED")
    assert entry["DTSTART"].dt == event.starts_at.replace(microsecond=0)
    assert entry["DTEND"].dt == event.ends_at.replace(microsecond=0)
    assert entry["DTSTAMP"].dt == event.changed_at.replace(microsecond=0)
    assert entry["URL"].endswith(event.get_absolute_url())


def test_time_is_the_same_moment_in_whatever_zone_it_is_told(client, board, host):
    event_on(board, by=host, title="Summer", zone="Europe/Athens", starts_at=datetime(2031, 7, 1, 9, tzinfo=UTC))
    assert b"DTSTART:20310701T090000Z" in client.get(PUBLIC).content


def test_hostile_text_is_one_value_and_nothing_else(client, board, host):
    event = event_on(board, by=host, title="Plain")
    Thread.objects.filter(pk=event.pk).update(title=HOSTILE[:200])
    Event.objects.filter(pk=event.pk).update(place=HOSTILE, cancelled_at=timezone.now(), cancelled_reason=HOSTILE)
    client.force_login(host)
    for url in (PUBLIC, reverse("event_calendar", args=[event.pk])):
        written = client.get(url).content
        calendar = Calendar.from_ical(written)
        assert not calendar.errors
        (entry,) = calendar.walk("VEVENT")
        assert "\u202e" not in entry["SUMMARY"]
        assert "BEGIN:VEVENT UID:evil" in entry["SUMMARY"]
        assert entry["UID"].startswith(f"event-{event.pk}@")
        assert "ATTENDEE" not in entry
        assert not entry.errors
        assert not [line for line in written.split(b"\r\n") if line.startswith((b"UID:evil", b"ATTENDEE"))]


def test_hostile_name_and_place_in_a_letter(board, host):
    event = event_on(board, by=host)
    event.place = HOSTILE
    host.display_name = 'A";CUTYPE=ROOM:mailto:x@example.org\r\nX-EVIL:1'
    (entry,) = Calendar.from_ical(letter_of(event, host)).walk("VEVENT")
    assert entry["ATTENDEE"] == f"mailto:{host.email}"
    assert "X-EVIL" not in entry
    assert "CUTYPE" not in entry["ATTENDEE"].params


def test_cancelled_event_says_so_with_a_higher_number(client, board, host):
    event = event_on(board, by=host, title="Visit")
    cancel_event(event, "Ill.", by=host)
    entry = read(client.get(PUBLIC))["Visit"]
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)
    assert "Cancelled: Ill." in entry["DESCRIPTION"]


def test_hidden_and_held_and_long_past_events_are_in_no_calendar(client, board, host):
    hidden, held, past = (event_on(board, by=host, title=title) for title in ("Hidden", "Held", "Past"))
    Thread.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    Thread.objects.filter(pk=held.pk).update(last_number=0)
    long_ago = timezone.now() - timedelta(days=91)
    Event.objects.filter(pk=past.pk).update(starts_at=long_ago - timedelta(hours=1), ends_at=long_ago)
    assert read(client.get(PUBLIC)) == {}
    for event in (hidden, held):
        assert client.get(reverse("event_calendar", args=[event.pk])).status_code == 404


def test_one_event_has_its_place_for_those_who_come(client, board, host):
    event, comer = event_on(board, by=host, place="Room 4"), member_of()
    url = reverse("event_calendar", args=[event.pk])
    assert b"Room 4" not in client.get(url).content
    client.force_login(comer)
    assert b"Room 4" not in client.get(url).content
    join(event, by=comer)
    answer = client.get(url)
    assert read(answer)["A visit"]["LOCATION"] == "Room 4"
    assert "no-store" in answer["Cache-Control"]


def test_own_calendar_holds_what_one_comes_to_and_waits_for(client, host):
    city = host.memberships.get().city
    mine = event_on(city_board(city), by=host, title="City visit", place="Room 4")
    full = event_on(by=host, title="Full visit", capacity=1, place="Room 5")
    event_on(by=host, title="Not mine")
    join(full, by=member_of())
    for event in (mine, full):
        join(event, by=host)
    found = read(client.get(own_address(host)))
    assert {title: str(entry["STATUS"]) for title, entry in found.items()} == {
        "City visit": "CONFIRMED",
        "Full visit": "TENTATIVE",
    }
    assert found["City visit"]["LOCATION"] == "Room 4"
    assert "LOCATION" not in found["Full visit"]
    leave(mine, by=host)
    assert list(read(client.get(own_address(host)))) == ["Full visit"]


def test_own_calendar_holds_only_what_its_person_reads_now(client, host):
    event = event_on(city_board(host.memberships.get().city), by=host, title="City visit")
    join(event, by=host)
    url = own_address(host)
    assert list(read(client.get(url))) == ["City visit"]
    host.memberships.all().delete()
    assert read(client.get(url)) == {}


def test_address_is_void_once_it_is_revoked_forged_or_its_person_has_left(client, host):
    url = own_address(host)
    assert client.get(url).status_code == 200
    others = token_for(host, purpose="feed")
    for token in ("x", others, own_address(host).split("/")[-1][:-5] + "x", "a" * 3000):
        assert client.get(f"/network/events/mine/{token}.ics").status_code == 404
    revoke(host)
    assert client.get(url).status_code == 404
    again = own_address(User.objects.get(pk=host.pk))
    assert client.get(again).status_code == 200
    User.objects.filter(pk=host.pk).update(is_active=False)
    assert client.get(again).status_code == 404


def test_own_calendar_stays_with_its_person(client, host):
    answer = client.get(own_address(host))
    assert answer["Cache-Control"] == "private, no-cache"
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_who_has_a_calendar_as_it_is_gets_304_until_something_changes(client, board, host):
    event = event_on(board, by=host)
    join(event, by=host)
    for url in (PUBLIC, own_address(host), reverse("event_calendar", args=[event.pk])):
        tag = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        edit_thread(event.thread, title=f"Called otherwise, {url[:40]}", themes=[], by=host)
        changed = client.get(url, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert b"Called otherwise" in changed.content


@pytest.mark.parametrize("events", [3, 30])
def test_public_calendar_asks_the_database_once(client, board, host, events, django_assert_num_queries):
    for _event in range(events):
        event_on(board, by=host)
    with django_assert_num_queries(1):
        client.get(PUBLIC)


def test_name_of_an_event_for_calendars_never_changes(client, board, host):
    from network.events.services.planning import change_event

    event = event_on(board, by=host, title="Visit")
    before = read(client.get(PUBLIC))["Visit"]
    change_event(event, particulars(event, place="Elsewhere"), by=host)
    edit_thread(event.thread, title="Another title", themes=[], by=host)
    after = read(client.get(PUBLIC))["Another title"]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt

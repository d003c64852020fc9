"""The lists of events: what is ahead and over, the filters, and the month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.events.models import Event
from network.events.services.attending import join
from network.events.services.planning import cancel_event
from network.forum.models import Thread
from portal.accounts.models import User
from tests.events.pages import words
from tests.factories import CityFactory
from tests.factories.events import event_on

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def client(client, host):
    client.force_login(host)
    return client


def test_list_shows_what_is_ahead_and_what_is_over_apart(client, board, host):
    past = NOW() - timedelta(days=2)
    event_on(board, by=host, title="Yesterday's visit", starts_at=past)
    event_on(board, by=host, title="A running visit", starts_at=NOW() - timedelta(minutes=5))
    ahead, over = client.get(reverse("events")), client.get(reverse("events"), {"show": "over"})
    assert "A running visit" in words(ahead)
    assert "Yesterday's visit" not in words(ahead)
    assert "Yesterday's visit" in words(over)
    assert "A running visit" not in words(over)


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ({"city": "leeds"}, True),
        ({"city": "hull"}, False),
        ({"theme": "housing"}, True),
        ({"theme": "energy"}, False),
        ({"kind": "visit"}, True),
        ({"kind": "call"}, False),
        ({"kind": "circus"}, True),
    ],
)
@pytest.mark.parametrize("month", ["", "2031-03"])
def test_filters_in_the_address(client, board, host, leeds, query, is_there, month):
    CityFactory(name="Hull", slug="hull")
    starts_at = datetime(2031, 3, 12, 10, tzinfo=UTC)
    made = event_on(board, by=host, title="Our visit", kind="visit", host=leeds, starts_at=starts_at)
    Thread.objects.filter(pk=made.pk).update(themes=["housing"])
    page = client.get(reverse("events"), {**query, **({"month": month} if month else {})})
    assert ("Our visit" in words(page)) is is_there
    assert ("We know nothing called “circus”" in words(page)) is ("circus" in query.values())


def test_list_goes_on_by_keyset_and_loses_none(client, board, host):
    starts_at = NOW() + timedelta(days=3)
    for number in range(28):
        event_on(board, by=host, title=f"Number {number:02}", starts_at=starts_at + timedelta(hours=number // 2))
    first = client.get(reverse("events"))
    more = first.context["reading"].more
    second = client.get(reverse("events") + more)
    titles = [row.title for page in (first, second) for row in page.context["reading"].rows]
    assert titles == [f"Number {number:02}" for number in range(28)]
    assert second.context["reading"].more == ""
    assert client.get(reverse("events"), {"after": "9" * 30 + "-x"}).status_code == 200


def test_month_is_a_table_of_days_with_links_to_its_neighbours(client, board, host):
    event_on(board, by=host, title="In December", starts_at=datetime(2026, 12, 31, 9, tzinfo=UTC))
    event_on(
        board,
        by=host,
        title="Over new year",
        starts_at=datetime(2026, 12, 31, 9, tzinfo=UTC),
        ends_at=datetime(2027, 1, 2, 12, tzinfo=UTC),
    )
    page = client.get(reverse("events"), {"month": "2026-12", "kind": "call"})
    html = page.content.decode()
    assert "Events in December 2026, by week" in html
    assert 'href="?kind=call&amp;month=2026-11#month"' in html
    assert 'href="?kind=call&amp;month=2027-01#month"' in html
    assert html.count("Over new year") == 1
    january = client.get(reverse("events"), {"month": "2027-01"}).content.decode()
    assert january.count("Over new year") == 2
    assert "until 12:00" in january
    assert "In December" not in january


def test_event_that_ends_at_midnight_is_not_of_the_next_day(client, board, host):
    event_on(
        board,
        by=host,
        title="Late talk",
        starts_at=datetime(2026, 12, 5, 22, tzinfo=UTC),
        ends_at=datetime(2026, 12, 6, 0, tzinfo=UTC),
    )
    assert client.get(reverse("events"), {"month": "2026-12"}).content.decode().count("Late talk") == 1


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-00", "9" * 500, "\u0662\u0660\u0662\u0666-12", "1999-01"])
def test_what_is_no_month_shows_the_present_one(client, month):
    page = client.get(reverse("events"), {"month": month})
    assert page.status_code == 200
    assert "That is no month of a calendar" in words(page)


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_ends_of_the_calendar(client, month):
    assert client.get(reverse("events"), {"month": month}).status_code == 200


def test_days_are_those_of_the_reader(client, board, host):
    event_on(board, by=host, title="Late call", starts_at=datetime(2026, 12, 31, 20, tzinfo=UTC))
    User.objects.filter(pk=host.pk).update(time_zone="Asia/Tokyo")
    assert "Late call" in words(client.get(reverse("events"), {"month": "2027-01"}))


def test_sitemap_holds_the_public_events_that_take_place(client, tree, board, host, leeds):
    shown, hidden = event_on(board, by=host, title="Shown"), event_on(board, by=host, title="Hidden")
    off, inside = event_on(board, by=host, title="Off"), event_on(by=host, title="Inside")
    Thread.objects.filter(pk=hidden.pk).update(hidden_at=NOW())
    cancel_event(off, "Ill.", by=host)
    sitemap = client.get(reverse("sitemap")).content.decode()
    assert shown.get_absolute_url() in sitemap
    for event in (hidden, off, inside):
        assert event.get_absolute_url() not in sitemap


def test_list_says_what_became_of_the_people(client, board, host):
    off, past = event_on(board, by=host, title="Off"), event_on(board, by=host, title="Past")
    event_on(board, by=host, title="Empty")
    for event in (off, past):
        join(event, by=host)
    cancel_event(off, "Ill.", by=host)
    yesterday = NOW() - timedelta(days=1)
    Event.objects.filter(pk=past.pk).update(starts_at=yesterday - timedelta(hours=1), ends_at=yesterday)
    ahead, over = words(client.get(reverse("events"))), words(client.get(reverse("events"), {"show": "over"}))
    assert "Nobody has signed up yet" in ahead
    assert "0 people" not in ahead
    assert "1 person signed up" in over
    assert "You signed up" in over
    assert "1 person wanted to come" in words(client.get(off.get_absolute_url()))
    assert "Who signed up" in words(client.get(past.get_absolute_url()))

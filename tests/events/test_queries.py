"""How often the pages of events ask the database: the same with 3 and with 30 of everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.events.services.attending import join
from network.events.services.notes import add_material
from network.events.services.pledges import pledge
from network.forum.choices import Audience
from tests.factories import CityFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, member_of

pytestmark = pytest.mark.django_db
LIST, EVENT, THREAD = 6, 10, 9


def asked(client, url: str) -> int:
    client.get(url)  # what is kept from the first request on is kept now, and the page is read
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.fixture
def host():
    return member_of(CityFactory(name="Leeds", slug="leeds"))


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_list_and_month(client, host, is_signed_in):
    if is_signed_in:
        client.force_login(host)
    board, counts = BoardFactory(audience=Audience.PUBLIC), []
    starts_at = timezone.now() + timedelta(days=2)
    for _round in range(2):
        for _event in range(3 if not counts else 27):
            event = event_on(board, by=host, host=host.memberships.get().city, starts_at=starts_at)
            join(event, by=host)
        month = reverse("events") + f"?month={starts_at:%Y-%m}"
        counts.append((asked(client, reverse("events")), asked(client, month)))
    assert counts[0] == counts[1]
    assert max(counts[1]) <= LIST


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_page_of_an_event(client, host, is_signed_in):
    event = event_on(BoardFactory(audience=Audience.PUBLIC), by=host, host=host.memberships.get().city, capacity=2)
    waiter, counts = member_of(), []
    for _round in range(2):
        for _person in range(3):
            join(event, by=member_of())
    join(event, by=waiter)
    if is_signed_in:
        client.force_login(waiter)
    for _round in range(2):
        for number in range(1 if not counts else 9):
            PostFactory(thread=event.thread, author=member_of(), body=f"Question {number}")
            add_material(event, title=f"Slides {number}", url="https://example.org/", by=host)
            pledge(event, city=host.memberships.get().city, text=f"We will {number}", by=host)
            join(event, by=member_of())
        counts.append(asked(client, event.get_absolute_url()))
    assert counts[0] == counts[1] <= EVENT


def test_thread_of_an_event_keeps_to_the_measure_of_threads(client, host):
    event = event_on(BoardFactory(), by=host)
    client.force_login(host)
    for _question in range(3):
        PostFactory(thread=event.thread, author=member_of())
    assert asked(client, event.thread.get_absolute_url()) <= THREAD

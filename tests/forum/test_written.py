"""What a person offers, on their page: to who reads where they offer it, while it is open."""

from __future__ import annotations

import pytest
from django.urls import reverse

from network.forum.choices import Kind
from network.forum.models import Listing
from network.forum.services.listings import meet, withdraw
from network.forum.services.posting import Opening, Written, start_thread
from tests.factories import CityFactory
from tests.factories.forum import BoardFactory, city_board, member_of, rested
from tests.forum.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def person(leeds):
    return member_of(leeds)


def offer(board, by, title, kind=Kind.OFFER) -> Listing:
    rested(by)
    return start_thread(board, Opening(title=title, kind=kind), Written(body="Ours."), by=by).listing


def offered(client, person, viewer) -> str:
    """Return what stands below the heading of the offers on the page of a person."""
    client.force_login(viewer)
    page = text(client, reverse("person", args=[person.pk]))
    return page.partition('id="offers"')[2].partition('id="written"')[0]


def test_offers_are_shown_to_who_reads_their_board_and_to_no_outsider(client, leeds, person):
    inner = offer(city_board(leeds), person, "A van for Leeds alone")
    offer(BoardFactory(), person, "A template for all cities")
    within, elsewhere = offered(client, person, member_of(leeds)), offered(client, person, member_of())
    for title in ("A van for Leeds alone", "A template for all cities"):
        assert title in within
    assert inner.thread.get_absolute_url() in within
    assert "A template for all cities" in elsewhere
    assert "A van for Leeds alone" not in elsewhere
    assert f"-{inner.thread_id}" not in elsewhere


def test_only_offers_that_are_open_are_shown(client, person):
    board, viewer = BoardFactory(), member_of()
    meet(offer(board, person, "Given away"), by=person, note="To Derby")
    withdraw(offer(board, person, "Taken back"), by=person)
    hidden = offer(board, person, "Out of sight").thread
    hidden.hidden_at = hidden.created_at
    hidden.save()
    assert offered(client, person, viewer) == ""
    offer(board, person, "Somebody is to help", kind=Kind.ASK)
    offer(board, member_of(), "Of somebody else")
    offer(board, person, "Still there")
    page = offered(client, person, viewer)
    assert "Still there" in page
    assert not any(title in page for title in ("Given away", "Taken back", "Out of sight", "Of somebody else"))

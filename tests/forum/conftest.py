"""Who moderates, what there is to moderate, and what is announced."""

from __future__ import annotations

import pytest

from cities.places.choices import CityRole
from network.forum.signals import thread_merged, thread_moved, thread_split
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import ThreadFactory, city_board, member_of
from tests.forum.walking import Page


@pytest.fixture
def city():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def moderator():
    return UserFactory(groups=["Moderators"], display_name="Mo Derator")


@pytest.fixture
def coordinator(city):
    return member_of(city, role=CityRole.COORDINATOR)


@pytest.fixture
def post():
    return ThreadFactory().posts.get()


@pytest.fixture
def private(city):
    """Return a post on a city's own board."""
    return ThreadFactory(board=city_board(city), author=member_of(city), title="Kept among us").posts.get()


@pytest.fixture
def heard():
    """Keep what is announced: `(signal, its words)`."""
    kept = []

    def keep(signal, **words):
        kept.append((signal, words))

    for signal in (thread_moved, thread_merged, thread_split):
        signal.connect(keep, weak=False)
    yield kept
    for signal in (thread_moved, thread_merged, thread_split):
        signal.disconnect(keep)


@pytest.fixture(scope="module")
def walked() -> dict[str, dict[str, Page]]:
    """What each audience was answered everywhere, asked once."""
    return {}

"""A city, who hosts its events, and the board on which they are called."""

from __future__ import annotations

import pytest

from network.forum.choices import Audience
from tests.factories import CityFactory
from tests.factories.forum import BoardFactory, member_of


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def host(leeds):
    return member_of(leeds, user__display_name="Hana Host", user__time_zone="Europe/London")


@pytest.fixture
def board():
    return BoardFactory(audience=Audience.PUBLIC, title="Homes")

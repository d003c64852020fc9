"""A city, somebody of it, a board, a mail server, and the day of the plans."""

from __future__ import annotations

import pytest

from tests.digests.due import reach
from tests.digests.people import long_here
from tests.factories import CityFactory
from tests.factories.forum import BoardFactory, member_of
from tests.mail.smtp import serving
from tests.plans.reminding import NOW


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def reader(leeds):
    """A member of Leeds since long ago."""
    person = member_of(leeds)
    long_here(person)
    return person


@pytest.fixture
def board():
    return BoardFactory(title="Homes")


@pytest.fixture
def server(settings):
    """A mail server that digests leave over."""
    with serving() as found:
        reach(settings, found.port)
        yield found


@pytest.fixture
def now(time_machine):
    """A day on which an action of `old_plan` is overdue."""
    time_machine.move_to(NOW, tick=False)
    return time_machine

"""Keys, a service that takes what is pushed, and a reader with a browser."""

from __future__ import annotations

import pytest

from network.digests.choices import NoticeKind
from network.digests.models import Preference
from network.digests.push import delivering
from network.digests.services.subscribing import subscribe
from network.forum.models import Thread
from tests.digests.push.service import PRIVATE, PUBLIC, Browser, serving
from tests.factories import CityFactory
from tests.factories.forum import ThreadFactory, member_of


@pytest.fixture(autouse=True)
def keys(settings) -> None:
    settings.VAPID_PUBLIC_KEY, settings.VAPID_PRIVATE_KEY = PUBLIC, PRIVATE
    settings.VAPID_CONTACT = "mailto:people@cities.example"


@pytest.fixture
def service(monkeypatch):
    with serving() as found:
        monkeypatch.setattr(delivering, "connect", found.connect)
        yield found


@pytest.fixture
def reader():
    person = member_of(CityFactory(name="Leeds", slug="leeds"))
    Preference.objects.filter(person=person).update(at_once=list(NoticeKind))
    return person


@pytest.fixture
def browser(reader) -> Browser:
    found = Browser()
    subscribe(reader, **found.given)
    return found


@pytest.fixture
def thread(reader) -> Thread:
    return ThreadFactory(author=reader, title="Who owns the heat?")

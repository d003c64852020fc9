"""Generated members who want digests: as many as were asked for, with something to be told."""

from __future__ import annotations

import pytest

from network.digests.building.composing import compose
from network.digests.building.people import People
from network.digests.choices import Cadence
from network.digests.load import THREADS_EACH, generate_digests
from network.digests.models import Notice, Preference
from network.forum.load import generate_posts, generate_threads
from network.forum.models import Mention, Reader
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch):
    CityFactory()
    monkeypatch.setattr("network.forum.load.AUTHORS", 20)
    generate_threads(40)
    generate_posts(400)


def test_members_are_brought_up_to_a_number():
    assert generate_digests(30) == 30
    assert generate_digests(30) == 0
    assert generate_digests(40) == 10
    assert Preference.objects.filter(cadence=Cadence.OFF).count() == 4
    assert Preference.objects.filter(cadence=Cadence.DAILY).count() == 12
    assert Reader.objects.values("person").distinct().count() == 40
    assert Reader.objects.count() <= 40 * THREADS_EACH
    assert Mention.objects.exists()


def test_nobody_is_told_at_once():
    generate_digests(30)
    assert not Notice.objects.exists()


def test_most_have_something_to_be_told():
    generate_digests(30)
    people = list(Preference.objects.values_list("person", flat=True))
    assert len(compose(People(people))) > 25

"""Generated members: so many as are asked for, marked, found in the directory, in batches, never in production."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cities.places import load
from cities.places.directory.lines import line_of, memberships_of
from cities.places.models import DirectoryLine, Membership, Organisation
from portal.accounts.models import User
from portal.supervisor.trouble import Trouble
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities():
    return [CityFactory(name=name) for name in ("Leeds", "Glasgow")]


def generate(number: int) -> str:
    out = StringIO()
    call_command("generate_load", members=number, stdout=out)
    return out.getvalue()


def test_load_makes_members_in_every_city_who_cannot_sign_in(cities):
    assert "120 made" in generate(120)
    assert Membership.objects.active().count() == 120
    assert set(Membership.objects.values_list("city__name", flat=True)) == {"Leeds", "Glasgow"}
    people = User.objects.all()
    assert all(person.is_demonstration and not person.has_usable_password() for person in people)
    assert all("(generated)" in organisation.name for organisation in Organisation.objects.all())


def test_load_brings_what_is_there_up_to_the_number(cities):
    generate(30)
    first = list(User.objects.order_by("pk").values_list("pk", flat=True))
    assert "20 made" in generate(50)
    assert "0 made" in generate(40)
    assert list(User.objects.order_by("pk").values_list("pk", flat=True))[:30] == first
    assert User.objects.count() == 50


def test_load_writes_the_lines_that_the_directory_would(cities):
    generate(101)
    people = {person.pk: person for person in User.objects.all()}
    found = memberships_of(people)
    lines = {line.pk: line for line in DirectoryLine.objects.all()}
    assert len(lines) == 99  # two are hidden
    for key, line in lines.items():
        true = line_of(people[key], found[key])
        assert (line.name_key, line.words, line.kinds, line.shown_to) == (
            true.name_key,
            true.words,
            true.kinds,
            true.shown_to,
        )


def test_load_is_found_in_the_directory(cities):
    generate(40)
    client = Client()
    client.force_login(User.objects.filter(directory="network").first())
    assert len(client.get("/network/people/?q=leeds").context["reading"].people) > 5


def test_load_works_in_batches_so_that_memory_stays_flat(cities, monkeypatch):
    batches = []
    monkeypatch.setattr(load, "make_batch", lambda numbers, partners: batches.append(numbers))
    load.generate_members(2 * load.BATCH + 7)
    assert [len(numbers) for numbers in batches] == [load.BATCH, load.BATCH, 7]
    assert [number for numbers in batches for number in numbers] == list(range(2 * load.BATCH + 7))


def test_load_refuses_production(cities, settings):
    settings.PORTAL_MODE = "production"
    with pytest.raises(CommandError, match="production"):
        generate(1)
    assert not User.objects.exists()


def test_load_asks_for_a_number(cities):
    with pytest.raises(CommandError, match="--members N"):
        call_command("generate_load")


@pytest.mark.parametrize("number", ["-1", "many", "1.5", "²", "99999999999"])
def test_load_refuses_what_is_no_number(cities, number):
    with pytest.raises(CommandError, match="not a number"):
        call_command("generate_load", f"--members={number}")


def test_load_needs_cities():
    with pytest.raises(Trouble, match="no city"):
        generate(1)

"""The home page of one person, with what is there for them, beside the kept one of everybody."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import CityFactory, MembershipFactory
from tests.pagecache.conftest import HOST

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(tree) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(MembershipFactory(city=CityFactory(name="Leeds")).user)
    return client


def test_home_of_one_person_is_never_kept(reader, signed_in):
    own = signed_in.get("/")
    assert 'class="foryou"' in own.content.decode()
    assert set(re.split(r",\s*", own["Cache-Control"])) == {"private", "no-cache"}
    everybodys = reader.get("/")
    assert "foryou" not in everybodys.content.decode()
    assert "Cookie" not in everybodys.get("Vary", "")


def test_kept_home_is_not_what_somebody_signed_in_reads(reader, signed_in, django_assert_num_queries):
    reader.get("/")
    with django_assert_num_queries(0):
        assert "foryou" not in reader.get("/").content.decode()
    assert 'class="foryou"' in signed_in.get("/").content.decode()

"""Times in a person's own zone."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.zones import TimeZoneMiddleware
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def zone_for(client, person=None) -> str:
    """Return the zone in which a view draws for a person, or for nobody."""
    if person:
        client.force_login(person)
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    if person:
        request.user, request.session = person, client.session
    seen = []
    TimeZoneMiddleware(lambda request: seen.append(timezone.get_current_timezone_name()) or HttpResponse())(request)
    return seen[0]


def test_person_reads_in_their_own_zone(client):
    assert zone_for(client, UserFactory(time_zone="America/Bogota")) == "America/Bogota"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc/passwd"])
def test_unknown_zone_gives_the_portals_own(client, zone):
    assert zone_for(client, UserFactory(time_zone=zone)) == "Europe/London"


def test_visitor_reads_in_the_portals_own(client):
    assert zone_for(client) == "Europe/London"


def test_zone_of_one_person_is_not_left_for_the_next(client):
    zone_for(client, UserFactory(time_zone="America/Bogota"))
    assert timezone.get_current_timezone_name() == "Europe/London"

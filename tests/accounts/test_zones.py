"""Times in a person's own zone."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.forms import ComfortForm
from portal.accounts.zones import TimeZoneMiddleware, time_zones
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


def offered(**kept: str) -> list[str]:
    return [zone for _continent, zones in time_zones(**kept) for zone, _place in zones]


def test_london_is_offered_first_and_no_former_name():
    zones = offered()
    assert zones[0] == "Europe/London"
    assert zones[1] == "Europe/Amsterdam"
    assert {"Europe/Kyiv", "Europe/Oslo", "Asia/Kolkata", "America/New_York"} <= set(zones)
    former = {"Europe/Kiev", "Europe/Belfast", "US/Eastern", "Asia/Calcutta", "GB", "Etc/UTC", "Brazil/East"}
    assert not former & set(zones)
    assert len(zones) == len(set(zones)) > 400


def test_zone_is_said_in_words():
    places = dict(pair for _continent, zones in time_zones() for pair in zones)
    assert places["America/Indiana/Vincennes"] == "Indiana, Vincennes"
    assert places["America/New_York"] == "New York"


@pytest.mark.parametrize("zone", ["Europe/Kiev", "US/Eastern", "UTC"])
def test_former_name_stays_with_who_has_it(zone):
    given = {"directory": "network", "time_zone": zone}
    assert ComfortForm(data=given, person=UserFactory(time_zone=zone)).is_valid()
    assert "time_zone" in ComfortForm(data=given, person=UserFactory()).errors


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc/passwd"])
def test_zone_that_is_none_is_offered_to_nobody(zone):
    assert offered(kept=zone) == offered()

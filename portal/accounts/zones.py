"""Times in the zone that a person chose; readers without an account get the portal's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.words.templatetags.ui import session_answers

FIRST = "Europe/London"
Zones = list[tuple[str, list[tuple[str, str]]]]


class TimeZoneMiddleware:
    """Draw the pages of a signed-in person in their own time zone.

    Without a session cookie nobody is asked about, so that public pages do not vary by cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request)):
            return self.get_response(request)


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """Return the zone of whoever asks; None for the portal's own, also where a zone has left the database of zones."""
    if not session_answers(request) or not request.user.is_authenticated:
        return None
    return zone_named(request.user.time_zone)


def zone_named(name: str) -> ZoneInfo | None:
    """Return a zone, or None for a name that the database of zones does not have."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


@cache
def current_names() -> frozenset[str]:
    """Return the zones of the world by the names that they have now: Europe/Kyiv, and not Europe/Kiev beside it.

    Source: zone.tab of the database of zones, which names each country's zones and no former names.
    """
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return frozenset(row[2] for row in rows) & available_timezones()


def time_zones(*, kept: str = "") -> Zones:
    """Return the zones to choose from, by continent and name: Europe first, and London first in it.

    `kept`, which somebody chose when it had another name, stands among them.
    """
    names = current_names() | ({kept} & available_timezones())
    places = sorted(names, key=lambda zone: (continent(zone) != continent(FIRST), continent(zone), zone != FIRST, zone))
    return [(label, [(zone, place(zone)) for zone in zones]) for label, zones in groupby(places, key=continent)]


def continent(zone: str) -> str:
    return zone.partition("/")[0]


def place(zone: str) -> str:
    """Return the zone in words: "Indiana, Vincennes" for America/Indiana/Vincennes."""
    return (zone.partition("/")[2] or zone).replace("_", " ").replace("/", ", ")

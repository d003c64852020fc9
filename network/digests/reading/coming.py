"""When a person's next digest comes, in words. What `network.digests.services.planning` does for all, for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.digests.choices import Cadence
from network.digests.models import Digest, Preference
from portal.accounts.models import User
from portal.accounts.zones import FIRST, zone_named


def zone_for(person: User) -> ZoneInfo:
    """Return the zone in which a person's hours are counted."""
    return zone_named(person.time_zone) or ZoneInfo(FIRST)


def period_of(cadence: str, day: date) -> date:
    """Return the period that a digest of a day is of: the day itself, or the Monday of its week."""
    return day if cadence == Cadence.DAILY else day - timedelta(days=day.weekday())


def moments(preference: Preference, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """Yield the moments after `now` for which a digest is planned, in the zone, without an end."""
    today = now.astimezone(zone).date()
    day = max(today, preference.paused_until or today)
    while True:
        at = datetime.combine(day, time(preference.hour), tzinfo=zone)
        if at > now and (preference.cadence == Cadence.DAILY or day.weekday() == preference.weekday):
            yield at
        day += timedelta(days=1)


def next_moment(person: User, now: datetime | None = None) -> datetime | None:
    """Return when the next digest of a person is due, where they are; None for who wants none."""
    preference = Preference.objects.filter(person=person).first()
    if preference is None or preference.cadence == Cadence.OFF:
        return None
    now, zone = now or timezone.now(), zone_for(person)
    had = periods_had(person, preference.cadence, now.astimezone(zone).date())
    return next(at for at in moments(preference, zone, now) if period_of(preference.cadence, at.date()) not in had)


def periods_had(person: User, cadence: str, day: date) -> set[date]:
    """Return the periods from a day on of which a person has had their digest: a weekday may have been changed."""
    rows = Digest.objects.filter(person=person, cadence=cadence, period__gte=period_of(cadence, day))
    return set(rows.values_list("period", flat=True))


def coming(person: User) -> str:
    """Say when the next digest comes."""
    at = next_moment(person)
    if at is None:
        return _("You get no digest.")
    said = {"day": date_format(at, "l j F"), "hour": date_format(at, "H:i")}
    return (
        _("Your next digest comes on %(day)s at %(hour)s, if there is anything new. Nothing new means no mail.") % said
    )

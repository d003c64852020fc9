"""How often a person gets their digest, in words."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from network.digests.choices import Cadence
from network.digests.models import Digest, Preference


def rhythm_of(digest: Digest) -> str:
    """Say how often a digest comes: when exactly, unless its person chose another rhythm since."""
    preference = getattr(digest.person, "digest_preference", None)
    if preference is not None and preference.cadence == digest.cadence:
        return in_words(preference, digest.person.time_zone)
    return _("every day") if digest.cadence == Cadence.DAILY else _("once a week")


def in_words(preference: Preference, zone: str) -> str:
    """Return for instance "on Mondays at 7:00, London time"."""
    given = {"hour": hour_in_words(preference.hour), "place": zone.rpartition("/")[2].replace("_", " ")}
    if preference.cadence == Cadence.DAILY:
        return _("every day at %(hour)s, %(place)s time") % given
    if preference.cadence == Cadence.OFF:
        return _("never")
    given["weekday"] = str(WEEKDAYS[preference.weekday])
    return _("every %(weekday)s at %(hour)s, %(place)s time") % given


def hour_in_words(hour: int) -> str:
    return f"{hour}:00"

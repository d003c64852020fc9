"""How often a person gets their digest, in words."""

from __future__ import annotations

from datetime import time

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from network.digests.choices import Cadence
from network.digests.models import Digest, Preference
from network.digests.reading.coming import zone_for
from portal.accounts.models import User
from portal.accounts.zones import place


def rhythm_of(digest: Digest) -> str:
    """Say how often a digest comes: when exactly, unless its person chose another rhythm since."""
    preference = getattr(digest.person, "digest_preference", None)
    if preference is not None and preference.cadence == digest.cadence:
        return in_words(preference, digest.person)
    return _("every day") if digest.cadence == Cadence.DAILY else _("once a week")


def in_words(preference: Preference, person: User) -> str:
    """Return for instance "every Monday at 07:00 (London)"."""
    given = {"hour": time_format(time(preference.hour), "H:i"), "place": place(zone_for(person).key)}
    if preference.cadence == Cadence.DAILY:
        return _("every day at %(hour)s (%(place)s)") % given
    return _("every %(weekday)s at %(hour)s (%(place)s)") % {**given, "weekday": WEEKDAYS[preference.weekday]}


def wanted_by(person: int) -> Preference | None:
    """Return what a person with an open account chose who gets a digest."""
    rows = Preference.objects.exclude(cadence=Cadence.OFF).filter(person__is_active=True, person__anonymised_at=None)
    return rows.select_related("person").filter(person=person).first()


def pause_of(preference: Preference) -> str:
    """Return the day until which a digest pauses, or nothing."""
    until = preference.paused_until
    if until and until > timezone.localdate(timezone=zone_for(preference.person)):
        return date_format(until, "j F Y")
    return ""


def state_in_words(person: int) -> str:
    """Say what a person gets now."""
    preference = wanted_by(person)
    if preference is None:
        return _("You get no digest.")
    said = {"rhythm": in_words(preference, preference.person), "day": pause_of(preference)}
    if said["day"]:
        return _("Your digest pauses until %(day)s. After that it comes %(rhythm)s.") % said
    return _("Your digest comes %(rhythm)s, when there is something new for you.") % said


def now_in_words(person: int) -> str:
    """Say the same in the words of a choice, for instance "every Monday at 07:00 (London)"."""
    preference = wanted_by(person)
    if preference is None:
        return _("no digest")
    said = {"rhythm": in_words(preference, preference.person), "day": pause_of(preference)}
    return _("%(rhythm)s, after a pause until %(day)s") % said if said["day"] else said["rhythm"]

"""Prefer: what a person chooses for their digest, from their preferences or from the link in a letter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.digests.choices import Cadence, NoticeKind
from network.digests.models import Preference
from network.digests.reading.coming import zone_for
from portal.accounts.models import User

LONGEST_PAUSE = timedelta(days=366)
RHYTHM = ("cadence", "weekday", "hour")


class Former(NamedTuple):
    """What a person had chosen before."""

    cadence: str
    weekday: int
    hour: int
    paused_until: date | None
    at_once: tuple[str, ...]


@transaction.atomic
def choose(
    person: int,
    *,
    cadence: str | None = None,
    weekday: int | None = None,
    hour: int | None = None,
    at_once: Collection[str] | None = None,
    plans_in_digest: bool | None = None,
    at: datetime | None = None,
) -> Preference | None:
    """Keep what the person with this key chose; what is None stays as it was. None for an account that is closed.

    Whoever had chosen nothing yet gets no digest unless `cadence` says so. Saying how often ends a pause.
    Raises ValidationError with what is wrong by field.
    """
    changes = {"cadence": cadence, "weekday": weekday, "hour": hour, "plans_in_digest": plans_in_digest}
    given: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
    if at_once is not None:
        given["at_once"] = sorted(set(at_once))
    if cadence is not None:
        given["paused_until"] = None
    return keep(person, given, at or timezone.now())


@transaction.atomic
def pause(person: int, until: date, *, at: datetime | None = None) -> Preference | None:
    """Send a person no digest before a day. Raises ValidationError for a day that is past or years ahead."""
    now, account = at or timezone.now(), open_account(person)
    if account is None:
        return None
    today = timezone.localdate(now, zone_for(account))
    if not today < until <= today + LONGEST_PAUSE:
        raise ValidationError({"paused_until": _("Choose a day after today, within a year.")})
    return keep(person, {"paused_until": until}, now)


def stop(person: int, *, at: datetime | None = None) -> Preference | None:
    """Send a person no digest any more. Letters at once go on as they were chosen."""
    return choose(person, cadence=Cadence.OFF, at=at)


@transaction.atomic
def only_mentions(person: int, *, at: datetime | None = None) -> Preference | None:
    """Send a person no digest any more, but a letter at once when somebody names them."""
    preference = locked(person)
    at_once = {*preference.at_once, NoticeKind.MENTION} if preference else None
    return choose(person, cadence=Cadence.OFF, at_once=at_once, at=at)


def go_on(person: int, *, at: datetime | None = None) -> Preference | None:
    """Keep that a person wants to go on as before: see `network.digests.services.silence`."""
    return choose(person, at=at)


def keep(person: int, changes: dict[str, Any], now: datetime) -> Preference | None:
    """Write changes of the preference of a person, who has been heard of by that."""
    preference = locked(person)
    if preference is None:
        return None
    before = [getattr(preference, name) for name in RHYTHM]
    for name, value in changes.items():
        setattr(preference, name, value)
    if before != [getattr(preference, name) for name in RHYTHM]:
        preference.since = now
    preference.kept_at = now
    preference.full_clean(validate_unique=False)
    preference.save()
    return preference


def locked(person: int) -> Preference | None:
    """Return the preference of a person, made where there was none, for nobody else to change meanwhile."""
    if open_account(person) is None:
        return None
    Preference.objects.get_or_create(person_id=person, defaults={"cadence": Cadence.OFF})
    return Preference.objects.select_for_update(of=("self",)).get(person=person)


def open_account(person: int) -> User | None:
    return User.objects.filter(pk=person, is_active=True, anonymised_at=None).first()


def as_it_was(person: int) -> Former:
    """Return what a person chose, so that it can be restored."""
    kept = Preference.objects.filter(person=person).first() or Preference(cadence=Cadence.OFF)
    return Former(kept.cadence, kept.weekday, kept.hour, kept.paused_until, tuple(kept.at_once))


@transaction.atomic
def restore(person: int, former: Former, *, at: datetime | None = None) -> Preference | None:
    """Take a choice back. A pause that was over by now is over."""
    changes = former._asdict() | {"at_once": list(former.at_once)}
    return keep(person, changes, at or timezone.now())

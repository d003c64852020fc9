"""Whether a digest is still to be sent: asked of people, their choices and addresses as they are at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from network.digests.choices import Cadence, DigestState, Reason
from network.digests.models import Digest, Preference
from network.digests.services.planning import LATE
from network.digests.services.settling import BACKOFF, IN_HANDS
from portal.accounts.models import User
from portal.accounts.zones import FIRST, zone_named
from portal.mail.services import suppressed

TRIED_TO_THE_END = sum(BACKOFF, IN_HANDS) + timedelta(minutes=15)
"""How much longer after its time one is still sent that was planned in time: it may have been tried, and swept."""


def left_out(digests: Sequence[Digest]) -> dict[int, Reason]:
    """Return why some digests are not to be sent, by key; each has its person and their choices anew."""
    keys = [digest.person_id for digest in digests]
    people = User.objects.select_related("digest_preference").in_bulk(keys)
    unwell = without_mail(people.values())
    found: dict[int, Reason] = {}
    for digest in digests:
        person = people.get(digest.person_id)
        if person is None or not person.is_active or person.anonymised_at:
            found[digest.pk] = Reason.GONE
            continue
        digest.person = person
        if reason := unwanted(digest, getattr(person, "digest_preference", None)):
            found[digest.pk] = reason
        elif person.pk in unwell:
            found[digest.pk] = unwell[person.pk]
    return found


def unwanted(digest: Digest, chosen: Preference | None) -> Reason | None:
    """Return why a person does not want a digest now, if so."""
    if chosen is None or chosen.cadence in (Cadence.OFF, "") or chosen.cadence != digest.cadence:
        return Reason.STOPPED
    day = timezone.localdate(digest.due_at, zone_named(digest.person.time_zone) or ZoneInfo(FIRST))
    return Reason.PAUSED if chosen.paused_until and chosen.paused_until > day else None


def without_mail(people: Iterable[User]) -> dict[int, Reason]:
    """Return those of some people who cannot be written to: why their address takes no mail, or is not confirmed."""
    people = list(people)
    refused = suppressed(person.email for person in people)
    rows = EmailAddress.objects.filter(user__in=people, verified=False).values_list("user", "email")
    unconfirmed = {(user, email.lower()) for user, email in rows}
    found: dict[int, Reason] = {}
    for person in people:
        if person.email.lower() in refused or not is_address(person.email):
            found[person.pk] = Reason.UNDELIVERABLE
        elif (person.pk, person.email.lower()) in unconfirmed:
            found[person.pk] = Reason.UNCONFIRMED
    return found


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def too_late(digests: Iterable[Digest], at: datetime) -> set[int]:
    """Return the keys of those whose moment has passed. What a person sends again waits as long as it has to."""
    return {digest.pk for digest in digests if digest.resent_at is None and is_too_late(digest, at)}


def is_too_late(digest: Digest, at: datetime) -> bool:
    return digest.due_at < at - LATE[Cadence(digest.cadence)] - TRIED_TO_THE_END


def out_of_turn(digests: Sequence[Digest], now: datetime) -> tuple[set[int], set[int]]:
    """Return the keys of those that a later digest of the same person has overtaken, and of those that have to wait.

    A person's digests come one after another: two that are composed at the same moment would tell of the same. Who has
    an earlier one in hands either sees the later one here, or took it up before that was planned, so that whoever has
    the later one sees the earlier in hands.
    """
    newest, taken = newest_of_each(digests, now), held_of(digests)
    overtaken, waiting = set(), set()
    for digest in digests:
        own_place = digest.due_at, digest.pk
        if digest.resent_at is None and newest.get(digest.person_id, own_place) > own_place:
            overtaken.add(digest.pk)
        elif digest.person_id in taken:
            waiting.add(digest.pk)
        else:
            taken.add(digest.person_id)
    return overtaken, waiting


def newest_of_each(digests: Sequence[Digest], now: datetime) -> dict[int, tuple[datetime, int]]:
    """Return when the newest digest of each person is due, and its key. One whose time has not come overtakes none."""
    since = min((digest.due_at for digest in digests), default=now)
    rows = Digest.objects.filter(person__in={digest.person_id for digest in digests}, due_at__range=(since, now))
    newest: dict[int, tuple[datetime, int]] = {}
    for person, due_at, key in rows.exclude(state=DigestState.SKIPPED).values_list("person", "due_at", "pk"):
        newest[person] = max(newest.get(person, (due_at, key)), (due_at, key))
    return newest


def held_of(digests: Sequence[Digest]) -> set[int]:
    """Return those people of whom another digest than these is in hands."""
    held = Digest.objects.filter(state__in=[DigestState.CLAIMED, DigestState.SENDING])
    held = held.filter(person__in={digest.person_id for digest in digests}).exclude(pk__in=[one.pk for one in digests])
    return set(held.values_list("person", flat=True))

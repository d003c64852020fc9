"""Who is told in the digest what is published on plans that they follow, and not by the daily letter about plans."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from cities.plans.elsewhere import EDITION, UPDATE, Told
from network.digests.choices import Cadence, DigestState, ItemKind
from network.digests.models import Digest, DigestItem, Preference

KINDS: dict[str, str] = {ItemKind.UPDATE: UPDATE, ItemKind.EDITION: EDITION}


def in_the_digest() -> Q:
    """Match the preferences of those who have a digest and want to be told of plans there."""
    return Q(plans_in_digest=True) & ~Q(cadence=Cadence.OFF)


def followers() -> Q:
    """Match the follows of those people."""
    return Q(Exists(Preference.objects.filter(in_the_digest(), person=OuterRef("user"))))


def waiting() -> Q:
    """Match the follows of people whose digest is being made or sent: what it tells of is known when it is settled."""
    states = [DigestState.CLAIMED, DigestState.SENDING]
    return Q(Exists(Digest.objects.filter(person=OuterRef("user"), state__in=states)))


def told(people: Collection[int]) -> set[Told]:
    """Return the updates and editions of which digests told some people."""
    rows = DigestItem.objects.filter(person__in=people, kind__in=KINDS)
    return {Told(person, KINDS[kind], key) for person, kind, key in rows.values_list("person", "kind", "object_id")}

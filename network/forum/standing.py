"""Where a person stands in the forum: silenced or suspended, read until when, in which groups and city networks.

Asked in one query for each user object, so for each request; an act asks again behind its locks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.places.roles import is_in_network, know_parts
from network.forum.choices import SanctionKind
from portal.accounts.models import User
from portal.accounts.rules import know_groups

KEPT = "_forum_standing"


@dataclass(frozen=True)
class Standing:
    """What the forum knows of a person before it asks anything else."""

    read_before: datetime | None = None
    feed_key: int = 1
    agreed_at: datetime | None = None
    silenced_until: datetime | None = None
    suspended_until: datetime | None = None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None

    @property
    def is_silenced(self) -> bool:
        return self.silenced_until is not None or self.is_suspended


NOBODY = Standing()


def standing_of(user: Any) -> Standing:
    """Return the standing of a person; that of somebody who is not signed in is the least."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    kept = getattr(user, KEPT, None)
    if kept is None:
        kept = asked(user)
        setattr(user, KEPT, kept)
    return kept


def forget_standing(user: Any) -> None:
    """Let the next question about `user` ask the database again."""
    if hasattr(user, KEPT):
        delattr(user, KEPT)


def asked(user: Any) -> Standing:
    rows = User.objects.filter(pk=user.pk).annotate(
        in_groups=ArraySubquery(User.groups.through.objects.filter(user=OuterRef("pk")).values("group__name")),
        parts=ArraySubquery(parts_in_cities()),
        silenced_until=latest_end(SanctionKind.SILENCE),
        suspended_until=latest_end(SanctionKind.SUSPENSION),
    )
    names = ("read_before", "feed_key", "agreed_at")
    found = rows.values(
        "in_groups", "parts", "silenced_until", "suspended_until", *(f"participant__{name}" for name in names)
    )
    row = found.get()
    know_groups(user, row["in_groups"])
    know_parts(user, [(part["city"], part["role"], part["partner"]) for part in row["parts"]])
    return Standing(
        read_before=row["participant__read_before"],
        feed_key=row["participant__feed_key"] or 1,
        agreed_at=row["participant__agreed_at"],
        silenced_until=row["silenced_until"],
        suspended_until=row["suspended_until"],
    )


def parts_in_cities() -> QuerySet:
    """Return the city, the role and the partner of each active membership of each user."""
    rows = apps.get_model("places", "membership").objects.filter(user=OuterRef("pk"), state=MembershipState.ACTIVE)
    return rows.values(part=JSONObject(city=F("city_id"), role=F("role"), partner=F("partner_id")))


def latest_end(kind: SanctionKind) -> Subquery:
    """Return until when the longest sanction of a kind that is in force lasts, of each user."""
    sanctions: QuerySet = apps.get_model("forum", "sanction").objects.in_force(timezone.now())
    rows = sanctions.filter(person=OuterRef("pk"), kind=kind)
    return Subquery(rows.order_by("-until").values("until")[:1])


def new_from(user: Any) -> datetime:
    """Return since when things are new to a person: when they marked all as read, else when they came."""
    return standing_of(user).read_before or user.joined_at


def belongs(user: Any) -> bool:
    """Return whether `user` reads what the network reads in the forum: of the network, and not suspended."""
    if user is None or not user.is_authenticated:
        return False
    return not standing_of(user).is_suspended and is_in_network(user)

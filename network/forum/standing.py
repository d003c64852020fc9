"""Where a person stands in the forum: silenced or suspended, read until when, in which groups and city networks.

Asked in one query for each user object, so for each request; an act asks again behind its locks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from cities.places.roles import PARTS, is_in_network, know_parts
from network.forum.choices import SanctionKind

KEPT = "_forum_standing"
STANDING = f"""
SELECT
    p.read_before, p.feed_key, laid.silenced_until, laid.suspended_until,
    (SELECT count(*) FROM forum_draft WHERE person_id = %(person)s), {PARTS}
FROM (
    SELECT
        max(until) FILTER (WHERE kind = %(silence)s) AS silenced_until,
        max(until) FILTER (WHERE kind = %(suspension)s) AS suspended_until
    FROM forum_sanction
    WHERE person_id = %(person)s AND lifted_at IS NULL AND until > %(now)s
) laid
LEFT JOIN forum_participant p ON p.person_id = %(person)s
"""  # noqa: S608  made of constants
"""One row for whoever asks: what they have read and began to write, and until when they are silenced or suspended; and
their groups and parts in cities, so that a request asks once."""


@dataclass(frozen=True)
class Standing:
    """What the forum knows of a person before it asks anything else."""

    read_before: datetime | None = None
    feed_key: int = 1
    silenced_until: datetime | None = None
    suspended_until: datetime | None = None
    drafts: int = 0

    @property
    def stopped_until(self) -> datetime | None:
        """Until when they do not write, by the sanction that says more."""
        return self.suspended_until or self.silenced_until

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
    kinds = {"silence": SanctionKind.SILENCE, "suspension": SanctionKind.SUSPENSION}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"person": user.pk, "now": timezone.now(), **kinds})
        read_before, feed_key, silenced_until, suspended_until, drafts, parts = cursor.fetchone()
    know_parts(user, parts)
    return Standing(read_before, feed_key or 1, silenced_until, suspended_until, drafts)


def new_from(user: Any) -> datetime:
    """Return since when things are new to a person: when they marked all as read, else when they came."""
    return standing_of(user).read_before or user.joined_at


def belongs(user: Any) -> bool:
    """Return whether `user` reads what the network reads in the forum: of the network, and not suspended."""
    if user is None or not user.is_authenticated:
        return False
    return not standing_of(user).is_suspended and is_in_network(user)

"""What somebody is writing, kept by the server until it is posted or thrown away: one draft for a reply to a thread,
one for a new thread on a board."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from rules import has_perm

from network.forum.models import Board, Draft, Participant, Post, Thread
from network.forum.services.mentions import without_the_gone
from portal.accounts.models import User
from portal.text.hidden import one_line

LONGEST_KEPT = 100_000
"""Characters. A text that is too long for a post is kept too, so that it can be made shorter."""
KEPT_FOR = timedelta(days=365)
"""How long a draft waits that nobody goes on with."""

Place = Thread | Board


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """What a form holds. `fields` is what is neither title nor text: kind, themes, files, what it is about."""

    body: str
    title: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.body.strip() or self.title.strip() or self.fields.get("attachments"))


@transaction.atomic
def keep_draft(place: Place, unsent: Unsent, *, by: User, submission: uuid.UUID | None = None) -> Draft | None:
    """Keep what is written for a place, in the place of what was; nothing at all throws it away.

    `submission` is that of the form: what was posted meanwhile is no draft any more. Raises PermissionDenied.
    """
    if not (has_perm("forum.belong", by) and has_perm("forum.read", by, place)):
        raise PermissionDenied
    one_at_a_time(by)
    if submission and Post.objects.filter(submission=submission, author=by).exists():
        return None
    if unsent.is_empty:
        drafts_for(place, by).delete()
        return None
    body = without_the_gone(unsent.body.replace("\r\n", "\n").replace("\0", ""))[:LONGEST_KEPT]
    kept = {"title": one_line(unsent.title)[:200], "body": body, "fields": unsent.fields}
    return Draft.objects.update_or_create(person=by, **at(place), defaults=kept)[0]


def one_at_a_time(by: User) -> None:
    """Let drafts and posts of one person wait for each other: a draft that is late comes after its post."""
    Participant.objects.get_or_create(person=by, defaults={"read_before": by.joined_at})
    Participant.objects.select_for_update().get(person=by)


def throw_away(place: Place, *, by: User) -> None:
    """Delete one's draft for a place."""
    drafts_for(place, by).delete()


def draft_for(place: Place, by: User) -> Draft | None:
    return drafts_for(place, by).first()


def drafts_for(place: Place, by: User) -> Any:
    return Draft.objects.filter(person=by, **at(place))


def at(place: Place) -> dict[str, Any]:
    return {"thread" if isinstance(place, Thread) else "board": place}


def clear_old_drafts() -> int:
    """Delete the drafts that nobody has touched for a year, and return how many. Safe to repeat."""
    return Draft.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()[0]

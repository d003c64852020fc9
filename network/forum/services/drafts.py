"""What somebody is writing, kept by the server until it is posted or thrown away: one draft for a reply to a thread,
one for a new thread on a board, one for a post that is being changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from rules import has_perm

from network.forum.models import Board, Draft, Participant, Post, Thread
from network.forum.services.door import hold_people
from network.forum.services.mentions import without_the_gone
from portal.accounts.models import User
from portal.text.hidden import one_line, storable

LONGEST_KEPT = 100_000
"""Characters. A text that is too long for a post is kept too, so that it can be made shorter."""
KEPT_FOR = timedelta(days=365)
"""How long a draft waits that nobody goes on with."""

Place = Thread | Board
BEGAN = "after"
"""What a draft of a post holds beside its fields: the revision after which the text began that is being changed."""


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
    hold_people(by, unsent.body)
    one_at_a_time(by)
    if submission and Post.objects.filter(submission=submission, author=by).exists():
        return None
    if unsent.is_empty:
        drafts_for(place, by).delete()
        return None
    return put_down(place, unsent, by)


@transaction.atomic
def keep_edit(post: Post, unsent: Unsent, *, by: User, seen: str) -> Draft | None:
    """Keep how a post is being changed, until that is saved. `seen` is the text that it began from.

    What says nothing new, and what somebody has saved themselves meanwhile, is no draft. Raises PermissionDenied.
    """
    if not has_perm("forum.edit_post", by, post):
        raise PermissionDenied
    one_at_a_time(by)
    texts = post.revisions.order_by("-pk")
    began = texts.filter(body=plain(seen)).first() if plain(seen) != post.body else None
    is_new = plain(unsent.body) not in ("", post.body) or unsent.fields.get("attachments")
    if not is_new or (began and began.by_id == by.pk):
        throw_away(post, by=by)
        return None
    last = texts.values_list("pk", flat=True).first() or 0
    fields = {**unsent.fields, BEGAN: began.pk - 1 if began else last}
    return put_down(post, replace(unsent, fields=fields), by)


def began_from(post: Post, draft: Draft | None) -> str:
    """Return the text of a post from which its change began: what it says now, unless it was changed meanwhile."""
    since = post.revisions.filter(pk__gt=draft.fields.get(BEGAN, 0)).order_by("pk").first() if draft else None
    return since.body if since else post.body


def put_down(place: Place | Post, unsent: Unsent, by: User) -> Draft:
    """Save a draft in the place of what was there."""
    body = without_the_gone(storable(unsent.body.replace("\r\n", "\n")))[:LONGEST_KEPT]
    kept = {"title": one_line(unsent.title)[:200], "body": body, "fields": unsent.fields}
    return Draft.objects.update_or_create(person=by, **at(place), defaults=kept)[0]


def plain(text: str) -> str:
    """Return a text as a post keeps it."""
    return storable(text.replace("\r\n", "\n")).strip()


def one_at_a_time(by: User) -> None:
    """Let drafts and posts of one person wait for each other: a draft that is late comes after its post."""
    Participant.objects.get_or_create(person=by, defaults={"read_before": by.joined_at})
    Participant.objects.select_for_update().get(person=by)


def throw_away(place: Place | Post, *, by: User) -> None:
    """Delete one's draft for a place."""
    drafts_for(place, by).delete()


def draft_for(place: Place | Post, by: User) -> Draft | None:
    return drafts_for(place, by).first()


def drafts_for(place: Place | Post, by: User) -> Any:
    return Draft.objects.filter(person=by, **at(place))


def at(place: Place | Post) -> dict[str, Any]:
    return {type(place).__name__.lower(): place}


def clear_old_drafts() -> int:
    """Delete the drafts that nobody has touched for a year, and return how many. Safe to repeat."""
    return Draft.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()[0]

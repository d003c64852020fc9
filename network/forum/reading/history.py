"""What a post said before, as word differences.

Of a post that a moderator hid, and that its author changed before it was shown again, only they and those who moderate
read what it said until then: it was hidden for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules import has_perm

from network.forum.choices import ModerationAct
from network.forum.models import ModerationEntry, Post, PostRevision
from network.forum.reading.people import short_name


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: who made it, when and why, and the text and title before and after it."""

    at: datetime
    by: str
    reason: str
    before: str
    after: str
    title_before: str
    title_after: str


class History:
    """The edits of a post that its reader may read, the latest first."""

    def __init__(self, post: Post, user: Any) -> None:
        self.post = post
        rows = list(post.revisions.select_related("by").order_by("pk"))
        knows_all = post.author_id == user.pk or has_perm("forum.moderate", user, post)
        start = 0 if knows_all else first_shown(post, rows)
        self.edits = self._edits(rows, start)
        self.cut_at: datetime | None = rows[start - 1].at if start else None
        """When its author made the edit before which nothing is shown."""

    def _edits(self, rows: list[PostRevision], start: int) -> list[Edit]:
        title = self.post.thread.title
        edits = []
        for place in range(len(rows) - 1, start - 1, -1):
            row, after = rows[place], rows[place + 1].body if place + 1 < len(rows) else self.post.body
            name = short_name(row.by.display_name, row.by.anonymised_at)
            edits.append(Edit(row.at, name, row.reason, row.body, after, row.title, title if row.title else ""))
            title = row.title or title
        return edits


def first_shown(post: Post, rows: list[PostRevision]) -> int:
    """Return the place of the first edit that all readers see: the one after the last that was made out of sight."""
    acts = (ModerationAct.HIDE, ModerationAct.SHOW)
    moments = [
        (entry.at, entry.act == ModerationAct.HIDE)
        for entry in ModerationEntry.objects.filter(post=post, act__in=acts).order_by("pk")
    ]
    for place in range(len(rows) - 1, -1, -1):
        before = [is_hidden for at, is_hidden in moments if at <= rows[place].at]
        if before and before[-1]:
            return place + 1
    return 0

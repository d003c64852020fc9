"""What a post said before, as word differences.

A moderator's edit takes away what should not be read: of others nobody reads what stood before the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules import has_perm

from network.forum.models import Post, PostRevision
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
        taken = [place for place, row in enumerate(rows) if row.by_id != post.author_id]
        knows_all = has_perm("forum.moderate", user, post)
        start = 0 if knows_all or not taken else taken[-1] + 1
        self.edits = self._edits(rows, start)
        self.cut_at: datetime | None = rows[start - 1].at if start else None
        """When a moderator made the edit before which nothing is shown."""

    def _edits(self, rows: list[PostRevision], start: int) -> list[Edit]:
        title = self.post.thread.title
        edits = []
        for place in range(len(rows) - 1, start - 1, -1):
            row, after = rows[place], rows[place + 1].body if place + 1 < len(rows) else self.post.body
            name = short_name(row.by.display_name, row.by.anonymised_at)
            edits.append(Edit(row.at, name, row.reason, row.body, after, row.title, title if row.title else ""))
            title = row.title or title
        return edits

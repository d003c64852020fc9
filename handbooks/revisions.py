"""Whether two saved versions of a page say the same: each save keeps one, also where only a comment was added."""

from __future__ import annotations

import json
from typing import Any

from wagtail.models import Page, Revision

# fmt: off
HOUSEKEEPING = frozenset({
    "alias_of", "content_type", "depth", "draft_title", "expired", "first_published_at", "has_unpublished_changes",
    "last_published_at", "latest_revision", "latest_revision_created_at", "live", "live_revision", "locale",
    "locked", "locked_at", "locked_by", "numchild", "owner", "path", "pk", "translation_key", "url_path",
    "wagtail_admin_comments",
})
# fmt: on
"""What Wagtail writes into a version beside what an editor types."""
SCHEDULE = frozenset({"go_live_at", "expire_at"})


def say_the_same(one: Revision, other: Revision, *, besides: frozenset[str] = frozenset()) -> bool:
    """Return whether nobody changed anything between two versions, but perhaps for the fields named in `besides`."""
    left_out = HOUSEKEEPING | besides
    return typed(one, left_out) == typed(other, left_out)


def typed(revision: Revision, left_out: frozenset[str]) -> dict[str, Any]:
    return {name: read(value) for name, value in revision.content.items() if name not in left_out}


def read(value: Any) -> Any:
    """Return a field's value; that of a stream without the order in which the parts of each block are written."""
    if not isinstance(value, str) or not value.startswith("["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def last_change(page: Page) -> Revision | None:
    """Return the newest version of `page` that changed it; later ones repeat it, with other comments at most."""
    versions = page.revisions.order_by("-created_at", "-pk").iterator(chunk_size=2)
    changed = next(versions, None)
    for before in versions:
        if not say_the_same(before, changed):
            break
        changed = before
    return changed

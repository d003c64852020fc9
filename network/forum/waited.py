"""Letters of the forum that waited: each leaves only while its person may read what it tells of."""

from __future__ import annotations

from collections.abc import Sequence

from network.forum.letters import KIND_PREFIX
from network.forum.models import Bookmark, Listing, Outcome, Thread
from network.forum.rules import moderates
from network.forum.services.bookmarks import is_read_by
from portal.mail.models import Letter
from portal.mail.still import register_still
from portal.text.hidden import one_line

BOOKMARK, UNANSWERED, REVIEW = (f"{KIND_PREFIX}{kind}:" for kind in ("bookmark", "unanswered", "outcome-review"))
TITLE = 120
"""Characters of a title that are looked for in the subject: both may have been cut."""


def register() -> None:
    register_still(BOOKMARK, bookmarks)
    register_still(UNANSWERED, unanswered)
    register_still(REVIEW, reviews)


def number(letter: Letter, place: int) -> int:
    """Return the number that stands at a place of the key of a letter: see `network.forum.letters`."""
    return int(letter.key.split(":")[place])


def bookmarks(letters: Sequence[Letter]) -> set[str]:
    kept = Bookmark.objects.select_related("person", "post__thread").in_bulk([number(one, 1) for one in letters])
    return {
        one.key
        for one in letters
        if (bookmark := kept.get(number(one, 1)))
        and is_read_by(bookmark.person, bookmark.post)
        and one_line(bookmark.post.thread.title)[:TITLE] in one.subject
    }


def unanswered(letters: Sequence[Letter]) -> set[str]:
    """Return those of which the person still moderates the board of the ask in the key, where lists show that."""
    asks = Listing.objects.select_related("thread__board").in_bulk([number(one, 2) for one in letters])
    return {
        one.key
        for one in letters
        if one.person
        and (ask := asks.get(number(one, 2)))
        and ask.thread.hidden_at is None
        and moderates(one.person, ask.thread.board)
    }


def reviews(letters: Sequence[Letter]) -> set[str]:
    found: set[str] = set()
    for one in letters:
        rows = Outcome.objects.filter(pk=number(one, 1), thread__in=Thread.objects.visible_to(one.person))
        if rows.exists():
            found.add(one.key)
    return found
